"use strict";
// What every module speaks: the data, the words, numbers in Danish, and elements made of text.
// Text from data is only ever set as text; nothing here or elsewhere writes HTML.

const data = JSON.parse(document.getElementById("kort-data").textContent);
const map = window.kort_planner;

function say(msgid, facts) {
  const text = data.words[msgid] || msgid;
  return text.replace(/\{(\w+)\}/g, (whole, key) => (facts && key in facts ? String(facts[key]) : whole));
}

function number(value, digits) {
  return value.toLocaleString("da-DK", { minimumFractionDigits: digits || 0, maximumFractionDigits: digits || 0 });
}

function metres(value) {
  if (value >= 10000) return say("{n} km", { n: number(value / 1000, 1) });
  return say("{n} m", { n: number(value < 10 ? Math.max(value, 0) : Math.round(value)) });
}

function lux(value) {
  return say("{n} lux", { n: number(value, value < 10 ? 1 : 0) });
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// el("p", { class: "note" }, "text", otherElement): attributes by name, functions as listeners.
function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

function decode(coded, row) {
  return coded.words[coded.at[row]];
}

const view = {
  state: "dark",
  factor: null,
  selected: null,
  paper: false,
  layers: {
    light: true, departments: true, lamps: true, meeting_places: true,
    areas: true, destinations: true, names: true, lit: false,
  },
};
const watchers = [];
function changed() { watchers.forEach((tell) => tell()); }
function theme() { return data.themes[view.paper ? "paper" : view.state]; }
