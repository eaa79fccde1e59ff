/**
 * What is copied of a page reads as it looked: what stood apart is apart, and what stood on lines of its own is on lines
 * of its own. The browser goes by the markup, in which rows and columns are one run of text.
 */

/** Starts listening; called once. */
export function listenForCopies(): void {
  document.addEventListener("copy", (event) => {
    const selection = document.getSelection();
    if (event.defaultPrevented || selection === null || isField(event.target)) return;
    const text = textOf(selection);
    if (text === "") return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  });
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"));
}

function textOf(selection: Selection): string {
  let text = "";
  let before: Piece | undefined;
  for (let at = 0; at < selection.rangeCount; at += 1) {
    for (const piece of piecesOf(selection.getRangeAt(at))) {
      text += (before === undefined ? "" : between(before, piece)) + piece.text;
      before = piece;
    }
  }
  return text.replaceAll(/[ \t]*\n[ \t]*/g, "\n").trim();
}

/** The selected part of one text node, and where it is drawn. */
interface Piece {
  readonly text: string;
  readonly element: Element;
  /** The nearest element around it that is laid out as a box of its own. */
  readonly box: Element;
  readonly first: DOMRect;
  readonly last: DOMRect;
}

function* piecesOf(range: Range): Generator<Piece> {
  const root = range.commonAncestorContainer;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (
    let node = root.nodeType === Node.TEXT_NODE ? root : walker.nextNode();
    node !== null;
    node = walker.nextNode()
  ) {
    if (range.intersectsNode(node)) yield* pieceOf(node as Text, range);
  }
}

function* pieceOf(node: Text, range: Range): Generator<Piece> {
  const element = node.parentElement;
  if (element?.closest(".visually-hidden") !== null) return;
  const style = getComputedStyle(element);
  if (style.userSelect === "none") return;
  const drawn = document.createRange();
  drawn.setStart(node, node === range.startContainer ? range.startOffset : 0);
  drawn.setEnd(node, node === range.endContainer ? range.endOffset : node.length);
  const rects = drawn.getClientRects();
  const [first, last] = [rects[0], rects[rects.length - 1]];
  if (first === undefined || last === undefined) return;
  const written = drawn.toString();
  const text = style.whiteSpace.startsWith("pre") ? written : written.replaceAll(/\s+/g, " ");
  yield { text, element, box: boxOf(element), first, last };
}

function boxOf(element: Element): Element {
  for (let box = element; ;) {
    const { display } = getComputedStyle(box);
    if ((display !== "inline" && display !== "contents") || box.parentElement === null) return box;
    box = box.parentElement;
  }
}

/** A gap that one sees, in pixels. */
const GAP_PX_MIN = 2;

function between(before: Piece, after: Piece): string {
  const isOneLine = overlap(before.last, after.first);
  if (before.box !== after.box) {
    if (!isOneLine) return "\n";
    const cell = after.element.closest("[role=gridcell], [role=columnheader]");
    return cell !== null && !cell.contains(before.element) ? "\t" : spaced(before, after);
  }
  const gap = Math.max(after.first.left - before.last.right, before.last.left - after.first.right);
  // A sentence that goes on in the next line has its spaces in its text; a word may be broken between two lines.
  return isOneLine && gap >= GAP_PX_MIN ? spaced(before, after) : "";
}

function spaced(before: Piece, after: Piece): string {
  return /\s$/.test(before.text) || /^\s/.test(after.text) ? "" : " ";
}

/** Whether two boxes stand beside one another rather than below. */
function overlap(one: DOMRect, other: DOMRect): boolean {
  const shared = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return shared > Math.min(one.height, other.height) / 2;
}
