// Secrets everybody knows are none. A service refuses to start with one; the password of a URL may be one on
// the loopback interface only, where development databases live.

const KNOWN = new Set([
  'admin',
  'changeit',
  'changeme',
  'copse',
  'default',
  'example',
  'letmein',
  'password',
  'postgres',
  'root',
  'secret',
  'test',
]);

/** Whether a secret is a known default, or too regular to be random: one or two characters repeated. */
export function isDefaultSecret(secret: string): boolean {
  const plain = secret.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const letters = plain.replaceAll(/[0-9]+$/g, '');
  const repeated = [...KNOWN].some((word) => word.repeat(Math.ceil(plain.length / word.length)) === plain);
  return KNOWN.has(letters) || repeated || new Set(secret).size <= 2;
}

/** Whether a URL carries a default password to a host that is not this one. */
export function carriesDefaultPassword(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, password } = new URL(url);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return !loopback && password !== '' && isDefaultSecret(decodeURIComponent(password));
}
