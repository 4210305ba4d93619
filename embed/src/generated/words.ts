/** Per language: title of the frame, what is wrong, the link, the button. */
export const WORDS: Record<string, readonly string[]> = {
  en: ["Payment details", "This form did not load.", "Open the payment page", "Try again"],
  es: ["Datos de pago", "El formulario no se cargó.", "Abrir la página de pago", "Reintentar"],
  ar: ["بيانات الدفع", "لم يتم تحميل النموذج.", "فتح صفحة الدفع", "إعادة المحاولة"],
};
