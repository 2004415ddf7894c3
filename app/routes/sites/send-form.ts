type Watch = {
  /** Whole percents of the bytes that left. */
  onProgress: (percent: number) => void;
  /** The sentence the server answered with, or null when it did not answer. */
  onProblem: (sentence: string | null) => void;
  /** Where in the answered page that sentence stands. */
  problemId: string;
};

/** Posts a form to the page's own address and follows where it leads, as the browser would; but tells how far it is. */
export function sendForm(body: FormData, { onProgress, onProblem, problemId }: Watch): void {
  const request = new XMLHttpRequest();
  request.open("POST", location.href);
  request.responseType = "document";
  request.upload.onprogress = ({ loaded, total }) =>
    onProgress(Math.floor((loaded / Math.max(1, total)) * 100));
  request.onerror = () => onProblem(null);
  request.onload = () => {
    const wasRedirected =
      request.responseURL !== "" && new URL(request.responseURL).pathname !== location.pathname;
    if (wasRedirected) return location.assign(request.responseURL);
    onProblem(request.responseXML?.getElementById(problemId)?.textContent ?? null);
  };
  request.send(body);
}
