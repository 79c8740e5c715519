"""What an operator may set, by environment (``TRYGHED_…``); read when the app is made."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of the web side. Passed to ``create_app``; nothing reads them at import."""

    model_config = SettingsConfigDict(env_prefix="TRYGHED_", frozen=True, extra="ignore")

    workspace: str = Field(
        default="tryghed", description="Arbejdsområde: en mappe eller postgresql://…"
    )
    host: str = Field(default="127.0.0.1", description="Adresse, serveren lytter på")
    port: int = Field(default=8000, ge=0, le=65_535, description="Port, serveren lytter på")
    patience: float = Field(
        default=15.0,
        ge=0,
        description="Sekunder, en side venter på scoringer, før den siger, at de bliver beregnet",
    )
    basemap: str = Field(
        default="",
        description="Baggrundskort: et navn fra xyzservices eller en adresse med {z}/{x}/{y} eller"
        " {bbox}, og {token} hvor nøglen skal stå; tom: ingen bliver spurgt om noget",
    )
    basemap_attribution: str = Field(
        default="",
        description="Kildeangivelse på kortet; skal sættes, når baggrundskortet er en adresse",
    )
    basemap_token: SecretStr = Field(
        default=SecretStr(""), description="Nøgle til baggrundskortet; den forlader aldrig serveren"
    )
    basemap_max_zoom: int = Field(
        default=19, ge=1, le=22, description="Dybeste zoom, baggrundskortet har"
    )
    basemap_in_files: bool = Field(
        default=False,
        description="Om kort i filer må hente baggrundskortet: læserens browser spørger da"
        " TRYGHED_BASE_URL, eller leverandøren selv, hvor den ikke er sat",
    )
    draft_languages: str = Field(
        default="",
        description="Sprog i beboernes formular, der tilbydes, selv om ingen modersmålslæser har"
        " godkendt dem: koder med komma imellem, eller »alle«",
    )
    private: str = Field(
        default="",
        description="Mappe til nøgle, billeder og leverancer, når arbejdsområdet er på en server",
    )
    inbox: str = Field(
        default="", description="Mappe til leverancer fra nettet; ellers ved siden af nøglen"
    )
    base_url: str = Field(
        default="", description="Adressen udefra, fx https://kort.example.dk; bruges i links"
    )
    smtp_host: str = Field(
        default="", description="Mailserver til beskeder til ejere; tom: der sendes ingen mails"
    )
    smtp_port: int = Field(default=587, ge=1, le=65_535, description="Mailserverens port")
    smtp_user: str = Field(default="", description="Bruger på mailserveren; tom: uden log ind")
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="Adgangskode på mailserveren"
    )
    smtp_from: str = Field(default="", description="Afsender af mails til ejere")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="Kryptering af mailserveren: starttls, tls eller none"
    )
    oidc_issuer: str = Field(
        default="",
        description="Kommunens OpenID Connect-udsteder, fx https://login.example.dk; tom: kun"
        " adgangskoder",
    )
    oidc_client_id: str = Field(default="", description="Klientens navn hos udstederen")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Klientens hemmelighed; tom: kun PKCE"
    )
    oidc_scope: str = Field(
        default="openid profile email", description="Det, udstederen bedes fortælle"
    )
    oidc_claim: str = Field(default="groups", description="Hvor i svaret grupperne står")
    oidc_groups: dict[str, str] = Field(
        default={},
        description='Gruppe og rolle som JSON: {"Byplan": "planner", "Solgården": "board 9001-01"};'
        " ukendte grupper giver ingen adgang",
    )
    oidc_label: str = Field(
        default="kommunens login", description="Det, knappen på log ind-siden kalder udstederen"
    )
    open311_keys: SecretStr = Field(
        default=SecretStr(""),
        description="Nøgler til at indsende over Open311, med komma imellem; tom: kun læsning",
    )
    jurisdiction: str = Field(
        default="ballerup.dk", description="Kommunens jurisdiction_id i Open311"
    )
