// The grade narrows the list of subjects, both narrow the list of topics. Without this script the
// form still works: the server narrows the topics when the form comes back.
const form = document.querySelector("[data-cascade]");
const grade = form?.querySelector("[name=grade]");
const subject = form?.querySelector("[name=subject]");
const topic = form?.querySelector("[name=topic]");

async function ask(query) {
  const answer = await fetch(`${form.dataset.cascade}?${query}`, { credentials: "same-origin" });
  return answer.ok ? answer.json() : {};
}

// What is chosen already stays in the list: the server says what does not fit.
const all = [...(subject?.options ?? [])];
async function narrow() {
  if (!grade.value) return;
  const { subjects } = await ask(`lop=${grade.value}`);
  if (!subjects) return;
  const taught = new Set(["", subject.value, ...subjects.map((one) => String(one.id))]);
  subject.replaceChildren(...all.filter((option) => taught.has(option.value)));
}

async function refill() {
  if (!grade.value || !subject.value) return;
  const { strands } = await ask(`lop=${grade.value}&mon=${subject.value}`);
  if (!strands) return;
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
  grade.addEventListener("change", narrow);
  grade.addEventListener("change", refill);
  subject.addEventListener("change", refill);
  narrow();
  refill();
}
