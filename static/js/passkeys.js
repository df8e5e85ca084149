/**
 * Passkeys: asks the device for one and sends what it says with the form. Where the device knows none, nothing is shown.
 *
 * <div data-passkey hidden><form><input name="credential">…</form><p role="alert" hidden>…</p></div>
 *
 * `data-passkey` is empty where the page carries what is asked, "new" where a passkey is made, else the address to ask at.
 */

const optionsOnPage = () => JSON.parse(document.getElementById("passkey-options").textContent);

async function optionsFrom(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function newCredential(form) {
  const { publicKey, ...others } = optionsOnPage().creation_options;
  const alone = form.elements.passwordless.checked;
  const asked = { ...publicKey.authenticatorSelection, residentKey: alone ? "required" : "discouraged" };
  asked.requireResidentKey = alone;
  if (alone) asked.userVerification = "required";
  return webauthnJSON.create({ ...others, publicKey: { ...publicKey, authenticatorSelection: asked } });
}

async function credentialFor(place, form) {
  if (place.dataset.passkey === "new") return newCredential(form);
  const options = place.dataset.passkey ? await optionsFrom(place.dataset.passkey) : optionsOnPage();
  return webauthnJSON.get(options.request_options);
}

function offer(place) {
  const form = place.querySelector("form");
  const refusal = place.querySelector("[role=alert][hidden]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refusal.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await credentialFor(place, form));
      form.submit();
    } catch {
      refusal.hidden = false;
    }
  });
  place.hidden = false;
}

if (webauthnJSON.supported()) document.querySelectorAll("[data-passkey]").forEach(offer);
