/* Pictures are drawn small on the phone: quicker to send, and place and time stay behind. */
"use strict";
(() => {
  const SIDE = 1600;
  const QUALITY = 0.82;
  const MOST = 3;
  const PREVIEW = 216;
  const kept = [];
  let sentence = "";

  const drawn = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * share));
      canvas.height = Math.max(1, Math.round(picture.height * share));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
      return made || file;
    } catch {
      return file; // the server says what is wrong with it
    }
  };

  /* Drawn, not linked: the page's policy lets no picture in that is not a file of ours. */
  const paint = async (canvas, blob) => {
    try {
      const picture = await createImageBitmap(blob);
      const side = Math.min(picture.width, picture.height);
      const left = (picture.width - side) / 2;
      const top = (picture.height - side) / 2;
      canvas.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, PREVIEW, PREVIEW);
      picture.close();
    } catch {
      /* an empty square: the server says what is wrong with it */
    }
  };

  const show = () => {
    const list = document.getElementById("previews");
    list.replaceChildren();
    list.hidden = kept.length === 0;
    kept.forEach((blob, place) => {
      const item = document.createElement("li");
      const image = document.createElement("canvas");
      image.width = image.height = PREVIEW;
      image.setAttribute("aria-hidden", "true");
      paint(image, blob);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "remove";
      button.textContent = "×";
      button.setAttribute("aria-label", sentence.replace("{n}", place + 1));
      button.onclick = () => {
        kept.splice(place, 1);
        show();
        document.getElementById("photos").focus();
      };
      item.append(image, button);
      list.append(item);
    });
  };

  const start = (words) => {
    sentence = words["photos.remove"];
    const field = document.getElementById("photos");
    field.addEventListener("change", async () => {
      const chosen = [...field.files].slice(0, MOST - kept.length);
      field.value = ""; // what is kept is what the previews show
      for (const file of chosen) kept.push(await drawn(file));
      show();
    });
  };

  const take = (blobs) => {
    kept.splice(0, kept.length, ...blobs);
    show();
  };

  (window.melding ??= {}).photos = { start, take, all: () => [...kept] };
})();
