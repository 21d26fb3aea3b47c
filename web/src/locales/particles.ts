/** Korean particles: which of two follows is told by the sound that the word before ends in. */
const PAIRS: Readonly<Record<string, readonly [closed: string, open: string]>> = {
  "을(를)": ["을", "를"],
  "이(가)": ["이", "가"],
  "은(는)": ["은", "는"],
  "와(과)": ["과", "와"],
  "(으)로": ["으로", "로"],
};
const FOUND = /(\S)([”’"'」)\]]*)(을\(를\)|이\(가\)|은\(는\)|와\(과\)|\(으\)로)/g;
const FIRST = 0xac00;
const LAST = 0xd7a3;
const FINALS = 28;
const FINAL_L = 8;
/** How the digits end when they are read: with no consonant, with one, or with ㄹ. */
const DIGITS = [1, FINAL_L, 0, 1, 0, 0, 1, FINAL_L, FINAL_L, 0];

/** The final consonant of a sound; unknown of letters whose reading is not told by them. */
function finalOf(letter: string): number | undefined {
  const code = letter.charCodeAt(0);
  if (code >= FIRST && code <= LAST) return (code - FIRST) % FINALS;
  return /\d/.test(letter) ? DIGITS[Number(letter)] : undefined;
}

/** Write the particle that fits; after what may be read either way both stay. */
export function withParticles(text: string): string {
  return text.replace(FOUND, (whole, letter: string, closing: string, both: string) => {
    const final = finalOf(letter);
    const pair = PAIRS[both];
    if (final === undefined || pair === undefined) return whole;
    const open = final === 0 || (both === "(으)로" && final === FINAL_L);
    return `${letter}${closing}${pair[open ? 1 : 0]}`;
  });
}
