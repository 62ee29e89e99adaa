// The reader's choice of colours, kept in their browser. Without script, pages follow the system.
const colours = {
  get: () => {
    try {
      return localStorage.getItem("colours") ?? "";
    } catch {
      return "";
    }
  },
  set: (choice) => {
    try {
      if (choice) localStorage.setItem("colours", choice);
      else localStorage.removeItem("colours");
    } catch {
      // Kept for this page only.
    }
  },
  apply: (choice) => {
    document.documentElement.style.colorScheme = choice;
  },
};

colours.apply(colours.get());

document.addEventListener("DOMContentLoaded", () => {
  const label = document.getElementById("colours");
  const select = label.querySelector("select");
  select.value = colours.get();
  select.addEventListener("change", () => {
    colours.set(select.value);
    colours.apply(select.value);
  });
  label.hidden = false;
});
