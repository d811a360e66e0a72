/** What of the picture is seen: the picture's point (0, 0) is at (x, y) of the window, `scale` times as large. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const SMALLEST = 0.05;
/** Where marks and lanes can still be told apart. */
const DISTINCT = 0.3;
const LARGEST = 3;
/** What can be read well; narrow windows need to see more of a line. */
const READABLE = { wide: 1, narrow: 0.85, largest: 1.15 };
const NARROW = 700;
const PADDING = 12;
const GLIDE = 180;

/** Pans and zooms. Who draws is told of every change. */
export class View {
  #place: Place = { x: 0, y: 0, scale: 1 };
  #window: Size = { width: 1, height: 1 };
  #gliding = 0;
  readonly #picture: Size;
  /** What is kept free at the top of the window. */
  readonly #top: number;
  readonly #changed: () => void;

  constructor(picture: Size, top: number, changed: () => void) {
    this.#picture = picture;
    this.#top = top + PADDING;
    this.#changed = changed;
  }

  get place(): Place {
    return this.#place;
  }

  get window(): Size {
    return this.#window;
  }

  get picture(): Size {
    return this.#picture;
  }

  resize(window: Size): void {
    this.#window = window;
    this.#go(this.#place);
  }

  /** The newest revisions, as large as all of it can be and as small as it can be read. */
  first(): void {
    const whole = this.#whole();
    const scale = whole >= READABLE.narrow ? Math.min(whole, READABLE.largest) : this.#readable();
    this.#go({ x: PADDING, y: this.#top, scale });
  }

  /** All of it, or as much as there is room for while marks can be told apart. */
  fit(): void {
    const scale = clamp(this.#whole(), DISTINCT, READABLE.largest);
    this.#glide({ x: PADDING, y: this.#top, scale });
  }

  panBy(x: number, y: number): void {
    this.#stop();
    this.#go({ ...this.#place, x: this.#place.x + x, y: this.#place.y + y });
  }

  /** Around a point of the window, which stays where it is; its middle unless given. */
  zoomBy(factor: number, at = { x: this.#window.width / 2, y: this.#window.height / 2 }): void {
    this.#stop();
    const { x, y, scale } = this.#place;
    const wanted = clamp(scale * factor, SMALLEST, LARGEST);
    const ratio = wanted / scale;
    this.#go({ x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio, scale: wanted });
  }

  /** Moves a part of the picture into the window, if it is not there, at a size that can be read. */
  reveal(box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): void {
    const scale = Math.max(this.#place.scale, READABLE.narrow);
    const { width, height } = this.#window;
    const ratio = scale / this.#place.scale;
    const middle = { x: width / 2, y: height / 2 };
    let x = middle.x - (middle.x - this.#place.x) * ratio;
    let y = middle.y - (middle.y - this.#place.y) * ratio;
    const top = y + box.y * scale;
    // Near an edge is as good as out of sight, unless nothing comes after it.
    const edge = this.#picture.height * scale > height ? 0.15 : 0;
    if (top < height * edge || top + box.height * scale > height * (1 - edge)) y = height * 0.4 - box.y * scale;
    const left = x + box.x * scale;
    if (left + box.width * scale > width - PADDING) x = width - PADDING - (box.x + box.width) * scale;
    if (x + box.x * scale < PADDING) x = PADDING - box.x * scale;
    this.#glide({ x, y, scale });
  }

  /** Brings this height of the picture to the middle. */
  centre(y: number): void {
    this.#stop();
    this.#go({ ...this.#place, y: this.#window.height / 2 - y * this.#place.scale });
  }

  #readable(): number {
    return this.#window.width < NARROW ? READABLE.narrow : READABLE.wide;
  }

  #whole(): number {
    const { width, height } = this.#window;
    return Math.min((width - PADDING * 2) / this.#picture.width, (height - PADDING - this.#top) / this.#picture.height);
  }

  /** Some of the picture always stays in the window, and its beginning is not drawn far into it. */
  #go({ x, y, scale }: Place): void {
    const { width, height } = this.#window;
    const [right, bottom] = [width * 0.3 - this.#picture.width * scale, height * 0.3 - this.#picture.height * scale];
    this.#place = {
      scale,
      x: clamp(x, Math.min(PADDING, right), width * 0.5),
      y: clamp(y, Math.min(this.#top, bottom), this.#top + height * 0.3),
    };
    this.#changed();
  }

  #glide(to: Place): void {
    this.#stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#go(to);
      return;
    }
    const from = this.#place;
    const start = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - start) / GLIDE));
      const eased = 1 - (1 - part) ** 3;
      const between = (a: number, b: number) => a + (b - a) * eased;
      this.#go({ x: between(from.x, to.x), y: between(from.y, to.y), scale: between(from.scale, to.scale) });
      this.#gliding = part < 1 ? requestAnimationFrame(step) : 0;
    };
    this.#gliding = requestAnimationFrame(step);
  }

  #stop(): void {
    if (this.#gliding !== 0) cancelAnimationFrame(this.#gliding);
    this.#gliding = 0;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, Math.min(least, most)), Math.max(least, most));
}
