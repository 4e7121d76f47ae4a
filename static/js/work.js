// The proof of work that a form asks for while a flood is on: a number which makes the SHA-256 digest (FIPS 180-4) of
// challenge and number begin with enough zeros. Without this file the form is taken all the same; its mail waits longer.
(() => {
  "use strict";

  const field = document.querySelector("input[data-challenge][data-bits]");
  if (!field) return;
  const form = field.form;
  const target = 2 ** (32 - Number(field.dataset.bits));
  const working = form.querySelector("[data-working]");
  const SLICE = 12; // milliseconds at a time, so that typing stays smooth

  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime)) primes.push(number);
  }
  const fraction = (value) => ((value % 1) * 2 ** 32) | 0;
  const K = primes.map((prime) => fraction(Math.cbrt(prime)));
  const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const w = new Int32Array(64);

  const turn = (x, by) => (x >>> by) | (x << (32 - by));

  // One block of 64 bytes, given as 16 words in w.
  const compress = (state) => {
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      w[i] = (w[i - 16] + low + w[i - 7] + high) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0;
      d = c; c = b; b = a; a = (one + two) | 0;
    }
    return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) | 0);
  };

  const put = (bytes) => {
    w.fill(0);
    bytes.forEach((byte, i) => { w[i >> 2] |= byte << (24 - 8 * (i & 3)); });
  };

  // The challenge has the length of one block, so that its part of the digest is computed once.
  put(Array.from(field.dataset.challenge, (letter) => letter.charCodeAt(0)));
  const middle = compress(START);

  const fits = (number) => {
    const tail = Array.from(`:${number}`, (letter) => letter.charCodeAt(0));
    put([...tail, 0x80]);
    w[15] = 8 * (64 + tail.length);
    return compress(middle)[0] >>> 0 < target;
  };

  let number = 0;
  let waiting = false;
  const work = () => {
    const until = performance.now() + SLICE;
    while (performance.now() < until) {
      for (const last = number + 64; number < last; number += 1) {
        if (!fits(number)) continue;
        field.value = String(number);
        if (waiting) form.submit();
        return;
      }
    }
    setTimeout(work, 0);
  };

  form.addEventListener("submit", (event) => {
    if (field.value) return;
    event.preventDefault();
    waiting = true;
    working.hidden = false;
  });
  if (!field.value) setTimeout(work, 0);
})();
