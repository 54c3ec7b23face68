/** Returns the handler that sends a form by its id: a menu's entry may be gone before a button inside it is pressed. */
export const sender = (id) => () => document.getElementById(id)?.requestSubmit();
