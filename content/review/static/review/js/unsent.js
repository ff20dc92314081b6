/* What was chosen or typed and not sent yet stays in this tab while the page is loaded anew: for
   another view, for a remark that is pinned or settled, for an answer to another remark. A form's
   own name (data-unsent) has the log-in in it: the next one to log in here sees none of it. */

const KEPT = `review ${location.pathname}`;

function nameOf(form, name) {
  return `${form.dataset.unsent} ${name}`;
}

const unsent = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
const keep = () => sessionStorage.setItem(KEPT, JSON.stringify(unsent));
const isTyped = (field) => field.matches("textarea, select, input:not([type=hidden], [type=radio]), :checked");

for (const form of document.querySelectorAll("[data-unsent]")) {
  // What the server refused stands in the form again, and there alone: it is not sent yet.
  if ("refused" in form.dataset) {
    for (const field of form.elements) if (isTyped(field)) unsent[nameOf(form, field.name)] = field.value;
    keep();
  }
  for (const { name } of form.elements) {
    const value = unsent[nameOf(form, name)];
    if (value !== undefined) form.elements.namedItem(name).value = value;
  }
  form.addEventListener("input", ({ target }) => {
    unsent[nameOf(form, target.name)] = target.value;
    keep();
  });
  form.addEventListener("submit", () => {
    for (const { name } of form.elements) delete unsent[nameOf(form, name)];
    keep();
  });
}
