// Runs before the first paint, so that a chosen theme does not flash the other one. No module: those run too late.
(function () {
    try {
        var theme = JSON.parse(localStorage.getItem("convlog.theme"));
        if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
        if (localStorage.getItem("convlog.blur") === "true") document.documentElement.dataset.blur = "on";
    } catch {
        // Without storage the system's theme holds.
    }
})();
