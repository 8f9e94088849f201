for (const story of document.querySelectorAll(".story")) {
  const marks = [...story.querySelectorAll(".text [data-e]")].map(element => ({
    element,
    plain: element.className,
    roles: element.dataset.e.split(" ").map(entry => entry.split(":")),
  }));
  const cards = [...story.querySelectorAll(".card")];

  const light = shown => {
    story.classList.toggle("focused", Boolean(shown));
    for (const card of cards) card.classList.toggle("lit", card === shown);
    for (const { element, plain, roles } of marks) {
      const mine = shown ? roles.filter(([number]) => number === shown.dataset.n).map(([, role]) => role) : [];
      element.dataset.on = mine.join(" ");
      element.className = mine.length ? `${plain.replace(/ t-\w+/, "")} on t-${shown.dataset.type}` : plain;
    }
  };
  const pinned = () => cards.find(card => card.open);

  for (const card of cards) {
    card.addEventListener("mouseenter", () => light(card));
    card.addEventListener("mouseleave", () => light(pinned()));
    card.addEventListener("toggle", () => {
      if (card.open) for (const other of cards) if (other !== card) other.open = false;
      light(pinned());
    });
  }
  for (const { element } of marks) {
    if (element.tagName !== "A") continue;
    const card = document.getElementById(element.hash.slice(1));
    element.addEventListener("mouseenter", () => light(card));
    element.addEventListener("mouseleave", () => light(pinned()));
    element.addEventListener("click", () => { card.open = true; });
  }
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") for (const card of cards) card.open = false;
  });
}
