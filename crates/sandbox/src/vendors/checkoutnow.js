// The window in which a payer approves an order, or does not. The API's address is put in front.
const order = new URLSearchParams(location.search).get('token');
const find = (id) => document.getElementById(id);
// Who asked hears what was said, and closes this window.
const say = (said) => opener?.postMessage({ said }, '*');

// A refusal is not for other origins to read.
const shown = await fetch(`${API}/sandbox/paypal/orders?order_id=${encodeURIComponent(order)}`)
  .then((answer) => answer.json())
  .catch(() => null);
if (shown) {
  const { total_amount: total, currency } = shown;
  // The number of decimals is the browser's to know; no test pays in a currency they disagree on.
  const money = new Intl.NumberFormat('en', { style: 'currency', currency });
  const { maximumFractionDigits: digits } = money.resolvedOptions();
  find('what').textContent = `Order ${order}: ${money.format(total / 10 ** digits)}`;
} else {
  find('what').textContent = 'There is no such order.';
}
find('approve').disabled = !shown;

find('approve').addEventListener('click', async () => {
  const approved = await fetch(`${API}/sandbox/paypal/approve`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ order_id: order, outcome: find('outcome').value }),
  });
  say(approved.ok ? 'approved' : 'not approved');
});
find('cancel').addEventListener('click', () => say('cancelled'));
find('fail').addEventListener('click', () => say('failed'));
