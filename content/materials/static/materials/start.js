// Grade and subject narrow the list of topics. Without this script the form still works: the
// server narrows it when the form comes back.
const form = document.querySelector("[data-cascade]");
const grade = form?.querySelector("[name=grade]");
const subject = form?.querySelector("[name=subject]");
const topic = form?.querySelector("[name=topic]");

async function refill() {
  if (!grade.value || !subject.value) return;
  const address = `${form.dataset.cascade}?lop=${grade.value}&mon=${subject.value}`;
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return;
  const { strands } = await answer.json();
  const kept = topic.value;
  const empty = topic.options[0];
  topic.replaceChildren(empty);
  for (const strand of strands) {
    const group = document.createElement("optgroup");
    group.label = strand.name;
    for (const one of strand.topics) group.append(new Option(one.name, one.id, false, String(one.id) === kept));
    topic.append(group);
  }
}

if (topic) {
  grade.addEventListener("change", refill);
  subject.addEventListener("change", refill);
  refill();
}
