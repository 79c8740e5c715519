"""Score a place again after a change: only what read a changed layer is computed anew.

The answer is the same, to the last digit, as scoring the changed place from the beginning.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from geo.model.department import Department
from geo.scoring.profile import Profile
from geo.scoring.reads import Reads
from geo.scoring.scene import Scene
from geo.scoring.scoring import ordered, scene_of, score_scene


@dataclass(frozen=True, eq=False)
class Rescoring:
    """A department that is scored again and again under changes.

    Parameters
    ----------
    department
        The department as it stands.
    options
        What ``geo.score`` takes besides the department.
    """

    department: Department
    options: dict[str, Any] = field(default_factory=dict)
    _scene: Scene = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_scene", scene_of(self.department, **self._scene_options))

    @property
    def _scene_options(self) -> dict[str, Any]:
        return {k: v for k, v in self.options.items() if k in {"as_of", "assumptions"}}

    @property
    def _score_options(self) -> dict[str, Any]:
        return {k: v for k, v in self.options.items() if k not in self._scene_options}

    @property
    def scene(self) -> Scene:
        """Answer the scene of the department as it stands, with all that was computed for it."""
        return self._scene

    def before(self) -> Profile:
        """Score the department as it stands."""
        return score_scene(self._scene, **self._score_options)

    def after(self, changed: Department) -> Profile:
        """Score the department with some of its layers exchanged.

        Parameters
        ----------
        changed
            The department after ``with_layer`` or a plan: layers that were left alone are the
            very same frames.
        """
        return self.profile_of(self.scene_after(changed))

    def profile_of(self, scene: Scene) -> Profile:
        """Score a scene of ``scene_after`` under the same options."""
        return score_scene(scene, **self._score_options)

    def scene_after(self, changed: Department) -> Scene:
        """Answer the scene of the changed department with all that still holds kept."""
        names = {*self.department.layers, *changed.layers}
        touched = {
            name
            for name in names
            if changed.layers.get(name) is not self.department.layers.get(name)
        }
        whole = self._scene
        fresh = {name: frame for name, frame in changed.layers.items() if name in touched}
        again = ordered(replace(changed, layers=fresh))
        kept = {name: frame for name, frame in whole.layers.items() if name not in touched}
        layers = {name: {**kept, **again.layers}[name] for name in sorted({*kept, *again.layers})}
        holds = {name for name in whole.kept if not whole.reads.of[name] & touched}
        return Scene(
            replace(changed, layers=layers),
            whole.assumptions,
            whole.as_of,
            whole.measures,
            Reads({name: whole.reads.of[name] for name in holds}),
            {name: whole.kept[name] for name in holds},
        )
