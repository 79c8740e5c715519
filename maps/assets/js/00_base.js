"use strict";
// What every module speaks: the data, the words, numbers in Danish, and elements made of text.
// Text from data is only ever set as text; nothing here or elsewhere writes HTML.

const data = JSON.parse(document.getElementById("kort-data").textContent);
const map = window.kort_planner;

function say(msgid, facts) {
  const text = data.words[msgid] || msgid;
  return text.replace(/\{(\w+)\}/g, (whole, key) => (facts && key in facts ? String(facts[key]) : whole));
}

// A word that may lack its sentence: the code itself is never shown.
function sayOr(msgid, otherwise) {
  return data.words[msgid] || otherwise;
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

function percent(share) {
  return number(share * 100) + " %";
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function dots(parts) {
  return parts.filter(Boolean).join(" · ");
}

const SVG = "http://www.w3.org/2000/svg";

// el("p", { class: "note" }, "text", otherElement): attributes by name, functions as listeners.
function el(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const $ = (id) => document.getElementById(id);

// state: day, evening (21:00), night (02:00). lights: target, lux. version: today, plan, swipe, beside.
const view = {
  state: "evening", factor: null, lights: "target", version: "today", selected: null, paper: false, split: 50,
  layers: {
    light: true, surface: true, eyes: !!data.eyes, departments: true, lamps: true, meeting_places: true, areas: true,
    destinations: true, names: true, boundaries: false, cases: true, lit: false, report_light: false,
  },
};
const watchers = [];
function changed() { watchers.forEach((tell) => tell()); }
function isDark() { return view.state !== "day"; }
function scored() { return isDark() ? "dark" : "day"; }
function theme() { return data.themes[view.paper ? "paper" : scored()]; }
