/** Two soft tones, made here: no file to load, and nothing to play before it is wanted. */
let context: AudioContext | undefined;

const TONES = [
  [660, 0],
  [880, 0.14],
] as const;
const LENGTH = 0.24;
const LOUDNESS = 0.12;

export function ring(): void {
  context ??= new AudioContext();
  const audio = context;
  // Browsers keep a page silent until somebody has touched it.
  if (audio.state === "suspended") void audio.resume().catch(() => undefined);
  for (const [pitch, after] of TONES) {
    const from = audio.currentTime + after;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(LOUDNESS, from);
    gain.gain.exponentialRampToValueAtTime(0.001, from + LENGTH);
    tone.connect(gain).connect(audio.destination);
    tone.start(from);
    tone.stop(from + LENGTH);
  }
}
