// Keeps the session of this browser, in the storage of this very origin: cookies would go to every port of the machine.
"use strict";

const KEY = "spice-sign-in";
const form = document.querySelector("form");

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function tell(text) {
  document.querySelector(".told").textContent = text;
}

async function redeem(code) {
  const body = new URLSearchParams({ code });
  const answer = await fetch("/oauth/session", { method: "POST", body });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error_description);
  localStorage.setItem(KEY, JSON.stringify(told));
  return told;
}

async function open() {
  const code = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  try {
    await redeem(code);
    location.replace("/");
  } catch (failed) {
    tell(failed.message);
  }
}

function prepare() {
  if (form.dataset.refused === "yes") localStorage.removeItem(KEY);
  const { session, user, admin } = kept();
  if (!session) return;
  form.session.value = session;
  form.user.value = user;
  form.admin.checked = admin;
  for (const each of document.querySelectorAll(".proof")) each.hidden = true;
  if (form.dataset.atOnce === "yes") form.submit();
}

async function submitted(event) {
  event.preventDefault();
  try {
    if (!form.session.value) form.session.value = (await redeem(form.code.value)).session;
  } catch (failed) {
    tell(failed.message);
    return;
  }
  form.code.value = "";
  const chosen = { session: form.session.value, user: form.user.value, admin: form.admin.checked };
  localStorage.setItem(KEY, JSON.stringify(chosen));
  form.submit();
}

if (form) {
  form.addEventListener("submit", submitted);
  prepare();
} else if (document.body.dataset.opens === "yes") {
  open();
}
