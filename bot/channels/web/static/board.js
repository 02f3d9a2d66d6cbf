// The page is whole without this: it only prints, and looks again once a minute while it is open.
const EVERY = 60_000;

document.getElementById("print").addEventListener("click", () => window.print());

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const place of ["main", "header p"]) {
      const [now, old] = [fresh.querySelector(place), document.querySelector(place)];
      if (now && old && now.innerHTML !== old.innerHTML) old.innerHTML = now.innerHTML;
    }
  } catch {
    // The next look will do.
  }
}

if (!new URLSearchParams(location.search).has("issue")) setInterval(refresh, EVERY);
