// Does the small work that a form asks of a browser (pico/helpdesk/rules/proof.py): looks for a number with which
// the SHA-256 of word and number begins with zero bits. Without it the form works all the same.
const BATCH = 512;

function zeroBits(hash) {
  const bytes = new Uint8Array(hash);
  let bits = 0;
  for (const byte of bytes) {
    if (byte === 0) bits += 8;
    else return bits + Math.clz32(byte) - 24;
  }
  return bits;
}

async function solve(word, bits) {
  const encoder = new TextEncoder();
  for (let start = 0; ; start += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, i) => start + i);
    const hashes = await Promise.all(
      numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${word}:${number}`))),
    );
    const found = hashes.findIndex((hash) => zeroBits(hash) >= bits);
    if (found !== -1) return numbers[found];
  }
}

const field = document.querySelector("input[data-proof]");
if (field && window.crypto?.subtle) {
  const word = field.form.elements.namedItem("sfida");
  solve(word.value, Number(field.dataset.proof)).then((number) => {
    field.value = String(number);
  });
}
