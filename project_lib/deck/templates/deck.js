Reveal.initialize({
  width: 1280, height: 720, margin: 0, center: false, hash: true, transition: "none",
  backgroundTransition: "none", controls: true, progress: false, slideNumber: false,
  pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, scrollActivationWidth: 0,
});
// S shows what the speaker may be asked; P opens the page that prints one slide a sheet.
Reveal.addKeyBinding({ keyCode: 83, key: "S", description: "Speaker notes" }, () => {
  document.documentElement.classList.toggle("with-notes");
});
Reveal.addKeyBinding({ keyCode: 80, key: "P", description: "Print" }, () => {
  location.search = "?view=print";
});
