const id = 'announcements';

/** Where screen readers hear what changed. Once on the page; React leaves its text alone. */
export function Announcer() {
  return <output id={id} className="sr-only" />;
}

/** Says something to screen readers when they are done with what they are saying. */
export function announce(message: string) {
  const place = document.getElementById(id);
  // The same text twice would not be heard twice.
  if (place) place.textContent = place.textContent === message ? `${message}\u00A0` : message;
}
