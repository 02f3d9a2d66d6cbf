// Files that wait to be sent: uploaded at once, shown as a tray above the input.
export class Tray {
  constructor(element, changed) {
    this.element = element;
    this.changed = changed;
    this.items = [];
  }

  get busy() { return this.items.some((item) => item.uploading); }
  get empty() { return !this.items.some((item) => item.stored); }

  add(files) {
    for (const file of [...files].slice(0, 9)) {
      const item = { name: file.name, uploading: true };
      this.items.push(item);
      this.upload(item, file);
    }
    this.show();
  }

  async upload(item, file) {
    const form = new FormData();
    form.append("file", file, file.name);
    try {
      const answer = await fetch("/upload", { method: "POST", body: form });
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) item.stored = said;
      else item.error = said.error ?? (answer.status === 413 ? "文件太大，请压缩或分开后再发。" : "没有传上，请重试。");
    } catch {
      item.error = "没有传上，请检查网络后重试。";
    }
    item.uploading = false;
    this.show();
  }

  take() {
    const stored = this.items.filter((item) => item.stored).map((item) => item.stored);
    this.items = [];
    this.show();
    return stored;
  }

  show() {
    this.element.hidden = !this.items.length;
    this.element.replaceChildren(...this.items.map((item) => {
      const element = document.createElement("div");
      element.className = item.error ? "item bad" : "item";
      const words = document.createElement("span");
      words.textContent = item.error ?? (item.uploading ? `正在上传 ${item.name}…` : item.name);
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = "✕";
      remove.setAttribute("aria-label", `移除 ${item.name}`);
      remove.onclick = () => { this.items = this.items.filter((other) => other !== item); this.show(); };
      element.append(words, remove);
      return element;
    }));
    this.changed();
  }
}
