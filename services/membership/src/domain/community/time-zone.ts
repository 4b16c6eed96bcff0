// Which names of time zones a community may have: those of the IANA database, spelt as it spells them,
// since days are cut by every engine that reads the name and not all of them forgive another spelling.

const ZONES_WITHOUT_A_PLACE: ReadonlySet<string> = new Set(['UTC', 'GMT']);

/**
 * Tells whether `name` is an IANA time zone such as `Europe/Lisbon`. Offsets (`+01:00`), abbreviations
 * (`PST`) and other spellings (`europe/lisbon`) are not.
 */
export function isIanaTimeZone(name: string): boolean {
  if (ZONES_WITHOUT_A_PLACE.has(name)) return true;
  const [area, ...places] = name.split('/');
  if (places.length === 0 || ![area ?? '', ...places].every(isSpeltAsAPlace)) return false;
  const canonical = findCanonicalName(name);
  return canonical !== null && (canonical === name || canonical.toLowerCase() !== name.toLowerCase());
}

/** `Lisbon`, `Port-au-Prince`, `GMT+3`, `UTC`, `US`; neither `lisbon` nor `LISBON`. */
function isSpeltAsAPlace(part: string): boolean {
  return /^[A-Z][A-Za-z_-]*[a-z][A-Za-z_-]*$/.test(part) || /^(US|UTC|UCT|GMT([+-]?\d{1,2})?)$/.test(part);
}

/** The name the runtime's own table files it under (an alias gives another one), or null. */
function findCanonicalName(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
