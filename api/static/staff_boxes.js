// Black boxes over a picture: drawn with a pointer or with the keyboard, and sent as numbers. What is
// drawn here is only a plan; the server covers the picture, and deletes the one that was not covered.
(() => {
  "use strict";
  const WHOLE = 1000, LEAST = 8, STEP = 10;
  const clamp = (value, most) => Math.max(0, Math.min(most, Math.round(value)));

  const start = (form) => {
    const picture = document.getElementById(form.dataset.picture), say = form.dataset;
    const stage = document.createElement("div"), layer = document.createElement("div");
    stage.className = "box-stage";
    layer.className = "box-layer";
    picture.replaceWith(stage);
    stage.append(picture, layer);
    const sent = form.elements.boxes, list = form.querySelector(".box-tools"), send = form.querySelector("button[type=submit]");
    const typed = form.querySelector(".box-typed"), told = form.querySelector("[role=status]");
    typed.hidden = true;
    typed.querySelectorAll("input").forEach((input) => { input.disabled = true; });
    list.hidden = false;
    let boxes = [];

    const place = (box) => {
      Object.assign(box.view.style, {
        left: box.left / 10 + "%", top: box.top / 10 + "%", width: box.width / 10 + "%", height: box.height / 10 + "%",
      });
    };
    const write = () => {
      boxes.forEach((box, at) => { place(box); box.view.setAttribute("aria-label", say.box.replace("{n}", at + 1)); });
      sent.value = boxes.map((box) => [box.left, box.top, box.width, box.height].join(",")).join(";");
      send.disabled = !boxes.length;
      told.textContent = say.count.replace("{n}", boxes.length);
    };
    const drop = (box) => {
      const at = boxes.indexOf(box);
      boxes = boxes.filter((other) => other !== box);
      box.view.remove();
      write();
      (boxes[Math.min(at, boxes.length - 1)]?.view ?? list.querySelector("button")).focus();
    };
    const move = (box, event) => {
      const turn = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
      if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); drop(box); return; }
      if (!turn) return;
      event.preventDefault();
      if (event.shiftKey) {
        box.width = Math.max(LEAST, clamp(box.width + turn[0], WHOLE - box.left));
        box.height = Math.max(LEAST, clamp(box.height + turn[1], WHOLE - box.top));
      } else {
        box.left = clamp(box.left + turn[0], WHOLE - box.width);
        box.top = clamp(box.top + turn[1], WHOLE - box.height);
      }
      write();
    };
    const add = (sides) => {
      const view = document.createElement("div"), box = { ...sides, view };
      view.className = "box";
      view.tabIndex = 0;
      view.setAttribute("role", "group");
      view.setAttribute("aria-roledescription", say.kind);
      view.addEventListener("keydown", (event) => move(box, event));
      boxes.push(box);
      layer.append(view);
      write();
      return box;
    };

    const at = (event) => {
      const edge = layer.getBoundingClientRect();
      return [clamp((event.clientX - edge.left) / edge.width * WHOLE, WHOLE), clamp((event.clientY - edge.top) / edge.height * WHOLE, WHOLE)];
    };
    let drawn = null, from = null;
    layer.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target !== layer || boxes.length >= 20) return;
      event.preventDefault();
      layer.setPointerCapture(event.pointerId);
      from = at(event);
      drawn = add({ left: from[0], top: from[1], width: 0, height: 0 });
    });
    layer.addEventListener("pointermove", (event) => {
      if (!drawn) return;
      const to = at(event);
      drawn.left = Math.min(from[0], to[0]);
      drawn.top = Math.min(from[1], to[1]);
      drawn.width = Math.abs(to[0] - from[0]);
      drawn.height = Math.abs(to[1] - from[1]);
      write();
    });
    const end = () => {
      if (drawn && (drawn.width < LEAST || drawn.height < LEAST)) drop(drawn);
      else if (drawn) drawn.view.focus();
      drawn = null;
    };
    layer.addEventListener("pointerup", end);
    layer.addEventListener("pointercancel", end);
    list.querySelector("[data-act=add]").addEventListener("click", () => {
      if (boxes.length < 20) add({ left: 400, top: 400, width: 200, height: 200 }).view.focus();
    });
    list.querySelector("[data-act=drop]").addEventListener("click", () => { if (boxes.length) drop(boxes[boxes.length - 1]); });
    write();
  };

  document.querySelectorAll("form.cover").forEach((form) => {
    const details = form.closest("details");
    details.addEventListener("toggle", () => { if (details.open && !form.dataset.ready) { form.dataset.ready = "1"; start(form); } });
  });
})();
