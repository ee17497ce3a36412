/* Draws a table of counts beside itself. The table says everything: the drawing is hidden from screen readers, and
   without this script, or where a browser cannot draw, the table stands alone. */
"use strict";

(() => {
  const SERIES = ["#14539a", "#c4761a", "#3e9db3", "#5c1238"];
  const INK = "#1a2129", SECOND = "#4c5866", LINE = "#d3d9df";
  const MOST_BARS = 15, BAR = 34, LABELLED = 8;
  const MONTH = /^\d{4}-\d{2}$/;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const count = new Intl.NumberFormat(document.documentElement.lang);

  /* The columns whose cells carry a value, of all rows but the totals. */
  function read(table) {
    const body = [...table.tBodies[0].rows].filter((row) => !("total" in row.dataset));
    const counted = body.length ? [...body[0].cells].filter((cell) => "value" in cell.dataset) : [];
    const columns = counted.map((cell) => cell.cellIndex);
    return {
      names: columns.map((column) => table.tHead.rows[0].cells[column].textContent.trim()),
      rows: body.map((row) => ({
        name: row.cells[0].textContent.trim(),
        values: columns.map((column) => Number(row.cells[column].dataset.value)),
      })),
    };
  }

  const axis = {
    axisLine: { lineStyle: { color: LINE } },
    axisTick: { show: false },
    axisLabel: { color: SECOND, fontSize: 12 },
    splitLine: { lineStyle: { color: LINE } },
  };
  const legend = (names) => (names.length > 1 ? { data: names, top: 0, left: 0, textStyle: { color: INK } } : undefined);

  function bars({ names, rows }) {
    const shown = rows.slice(0, MOST_BARS);
    return {
      height: shown.length * Math.max(BAR, names.length * 16) + (names.length > 1 ? 64 : 40),
      legend: legend(names),
      grid: { left: 8, right: 56, top: names.length > 1 ? 32 : 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", minInterval: 1, ...axis, axisLabel: { ...axis.axisLabel, hideOverlap: true } },
      yAxis: {
        type: "category", inverse: true, data: shown.map((row) => row.name), ...axis,
        axisLabel: { color: INK, fontSize: 12, width: 128, overflow: "truncate" },
      },
      series: names.map((name, column) => ({
        name, type: "bar", barMaxWidth: 20, data: shown.map((row) => row.values[column]),
        label: { show: true, position: "right", color: INK, formatter: ({ value }) => count.format(value) },
      })),
    };
  }

  /* The months from the first to the last; those of which nothing is told leave a gap, and one alone between two gaps
     is a point: every point is drawn. */
  function byMonth(rows) {
    const told = new Map(rows.filter((row) => MONTH.test(row.name)).map((row) => [row.name, row]));
    const [first, last] = [[...told.keys()].sort()[0], [...told.keys()].sort().pop()];
    const found = [];
    for (let day = new Date(`${first}-01T00:00Z`); ; day.setUTCMonth(day.getUTCMonth() + 1)) {
      const name = day.toISOString().slice(0, 7);
      found.push(told.get(name) || { name, values: [] });
      if (name >= last) return found;
    }
  }

  function lines({ names, rows: all }) {
    const rows = all.some((row) => MONTH.test(row.name)) ? byMonth(all) : all;
    return {
      height: 320,
      legend: legend(names),
      grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: rows.map((row) => row.name), boundaryGap: rows.length === 1, ...axis },
      yAxis: { type: "value", minInterval: 1, ...axis },
      series: names.map((name, column) => ({
        name, type: "line", symbolSize: 6, showAllSymbol: true, data: rows.map((row) => row.values[column] ?? null),
      })),
    };
  }

  /* The first rows that have the room for a name beside their point: those come first that most people are at. */
  function withNames(rows) {
    const span = (at) => Math.max(...rows.map((row) => row.values[at])) - Math.min(...rows.map((row) => row.values[at]));
    const [wide, high] = [span(0) / 3, span(1) / 20];
    const near = (one, other) => Math.abs(one[0] - other[0]) <= wide && Math.abs(one[1] - other[1]) <= high;
    const named = [];
    rows.forEach((row) => {
      if (named.length < LABELLED && !named.some((each) => near(each.values, row.values))) named.push(row);
    });
    return named;
  }

  function points({ rows }, table) {
    const named = withNames(rows);
    const most = Math.max(...rows.map((row) => row.values[2]));
    const degrees = (name) => ({ type: "value", scale: true, name, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: SECOND }, ...axis });
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    return {
      height: 520,
      grid: { left: 56, right: 120, top: 16, bottom: 48 },
      xAxis: degrees(heads[1]),
      yAxis: degrees(heads[2]),
      graphic: [{
        type: "text", left: "center", top: "middle", silent: true, rotation: 0.3,
        style: { text: table.dataset.mark, fill: "#d3d9df", fontSize: 32 },
      }],
      series: [{
        name: heads[3], type: "scatter", data: rows.map((row) => ({ name: row.name, value: row.values })),
        symbolSize: ([, , people]) => 6 + 34 * Math.sqrt(people / most),
        itemStyle: { opacity: 0.75 },
        label: {
          show: true, position: "right", color: INK, fontSize: 12, width: 144, overflow: "break",
          formatter: ({ name, dataIndex }) => (named.includes(rows[dataIndex]) ? name : ""),
        },
      }],
    };
  }

  const KINDS = { bars, lines, points };

  function draw(table) {
    const kind = KINDS[table.dataset.chart], told = read(table);
    if (!kind || told.rows.length < 2) return;
    const { height, ...option } = kind(told, table);
    const place = document.createElement("div");
    place.className = "chart";
    place.setAttribute("aria-hidden", "true");
    place.style.height = `${height}px`;
    const figure = table.closest("figure");
    figure.insertBefore(place, figure.querySelector(".beside-chart"));
    figure.classList.add("drawn");
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({
      animation: !still,
      color: SERIES,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: { renderMode: "richText", trigger: kind === lines ? "axis" : "item", confine: true,
                 ...(kind === points && { formatter: ({ name, value }) => `${name} ${count.format(value[2])}` }) },
      ...option,
    });
    new ResizeObserver(() => chart.resize()).observe(place);
  }

  if (window.echarts && window.ResizeObserver) document.querySelectorAll("table[data-chart]").forEach(draw);
})();
