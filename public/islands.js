// Starts the islands of a page: loads the bundle that lies beside this file and hands each island its element.
//
// Leptos has a component for this, but it puts a fresh nonce into every page: finished pages could not be kept, nor
// compared by their ETag.
import init, * as islands from "./pkg/sahel-timeline.js";

await init({ module_or_path: new URL("pkg/sahel-timeline.wasm", import.meta.url) });
islands.hydrate();
for (const element of document.querySelectorAll("leptos-island")) {
  islands[element.dataset.component](element);
}
