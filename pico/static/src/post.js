// The only script of the page that posts a SAML message: it presses the button, which works without it too.
document.querySelector("form[data-post-now]")?.requestSubmit();
