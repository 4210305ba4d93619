// The window in which a payer approves an order, or does not. The API's address is put in front.
const order = new URLSearchParams(location.search).get('token');
const find = (id) => document.getElementById(id);
const say = (said) => opener?.postMessage({ said }, '*');

const shown = await fetch(`${API}/sandbox/paypal/orders?order_id=${encodeURIComponent(order)}`);
const { total_amount: total, currency, message } = await shown.json();
find('what').textContent = shown.ok
  ? `Order ${order}: ${new Intl.NumberFormat('en', { style: 'currency', currency }).format(total / 100)}`
  : message;
find('approve').disabled = !shown.ok;

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
