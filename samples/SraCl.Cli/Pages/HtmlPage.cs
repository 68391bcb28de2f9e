using System.Globalization;
using System.Net;
using System.Text;

namespace SraCl.Cli.Pages;

/// <summary>A self-contained page: nothing is loaded from anywhere, no script runs. It can be read on a phone, in light and dark, and printed.</summary>
internal sealed class HtmlPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c2024; --faint: #60646c; --line: #d9d9e0; --paper: #ffffff; --plain: #8b8d98;
          --c0: #3358d4; --c1: #2b9a66; --c2: #c2570c; --c3: #8145b5; --c4: #0d8a9c; --c5: #ce2c31; --c6: #815e46; --c7: #8b8d98; }
        @media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --faint: #b0b4ba; --line: #43484e; --paper: #111113; --plain: #777b84;
          --c0: #7f9bff; --c1: #4cc38a; --c2: #f0883e; --c3: #bf7af0; --c4: #4ccce6; --c5: #ff9592; --c6: #dbb594; --c7: #777b84; } }
        body { margin: 0 auto; max-width: 66rem; padding: 1.5rem 1rem 3rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } h3 { font-size: .95rem; margin: 1rem 0 .25rem; } p { margin: .25rem 0; color: var(--faint); }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
        table.words th, table.words td { text-align: left; white-space: normal; min-width: 5rem; vertical-align: top; } table.words td:first-child { min-width: 8rem; }
        th { font-weight: 600; color: var(--faint); } .sure { font-weight: 600; } .charts { display: flex; flex-wrap: wrap; gap: 1rem 2rem; margin-bottom: .75rem; } .charts > figure { flex: 1 1 20rem; max-width: 31rem; }
        figure { margin: 0; break-inside: avoid; } figcaption { font-size: .875rem; font-weight: 600; margin: .5rem 0 .25rem; } svg { display: block; width: 100%; max-width: 40rem; height: auto; }
        text { fill: var(--ink); font: 12px system-ui, sans-serif; } .value, .tick { fill: var(--faint); } .whisker { stroke: var(--ink); stroke-width: 1.5; } .grid { stroke: var(--line); stroke-width: 1; }
        .curve { fill: none; stroke-width: 1.75; } .dot { opacity: .85; } .dot.faint { opacity: .35; } .key { font-size: .875rem; } .key span { display: inline-block; margin-right: 1rem; }
        .key i { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .35rem; vertical-align: baseline; }
        details { margin: .5rem 0; } summary { cursor: pointer; } pre { overflow-x: auto; font-size: .8rem; line-height: 1.35; white-space: pre-wrap; overflow-wrap: anywhere; }
        @media print { body { max-width: none; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; } }
        """;

    private readonly StringBuilder _body = new();
    private readonly string _title;

    /// <summary>Begins a page.</summary>
    /// <param name="title">What it is about.</param>
    public HtmlPage(string title)
    {
        _title = title;
        _body.Append("<h1>").Append(Escape(title)).Append("</h1>\n");
    }

    /// <summary>Gets how many colors there are for series; the last, a grey, is for what is not told apart.</summary>
    public static int Colors => 8;

    /// <summary>Gets a color that differs from its neighbors, in light and dark.</summary>
    /// <param name="index">The series; colors repeat after <see cref="Colors"/>.</param>
    public static string Color(int index) => Invariant($"var(--c{index % Colors})");

    /// <summary>Makes text safe to stand in a page.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Formats numbers alike in every culture.</summary>
    /// <param name="text">The text.</param>
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Begins a section.</summary>
    /// <param name="text">Its heading.</param>
    public void Heading(string text) => _body.Append("<h2>").Append(Escape(text)).Append("</h2>\n");

    /// <summary>Begins a part of a section.</summary>
    /// <param name="text">Its heading.</param>
    public void Subheading(string text) => _body.Append("<h3>").Append(Escape(text)).Append("</h3>\n");

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">The text.</param>
    public void Paragraph(FormattableString text) => _body.Append("<p>").Append(Escape(Invariant(text))).Append("</p>\n");

    /// <summary>Adds the key of a chart's colors.</summary>
    /// <param name="names">What the colors stand for, each with its color as CSS writes it.</param>
    public void Key(IEnumerable<(string Name, string Color)> names)
    {
        _body.Append("<p class=\"key\">");
        foreach ((string name, string color) in names)
        {
            _body.Append(Invariant($"<span><i style=\"background: {color}\"></i>{Escape(name)}</span>"));
        }

        _body.Append("</p>\n");
    }

    /// <summary>Adds charts that stand side by side where there is room.</summary>
    /// <param name="charts">Each chart's caption, and the chart.</param>
    public void Charts(IEnumerable<(string Caption, string Svg)> charts)
    {
        _body.Append("<div class=\"charts\">\n");
        foreach ((string caption, string svg) in charts)
        {
            _body.Append("<figure><figcaption>").Append(Escape(caption)).Append("</figcaption>\n").Append(svg).Append("</figure>\n");
        }

        _body.Append("</div>\n");
    }

    /// <summary>Adds a chart.</summary>
    /// <param name="svg">The chart.</param>
    public void Chart(string svg) => _body.Append("<figure>\n").Append(svg).Append("</figure>\n");

    /// <summary>Adds a table of numbers: the first column to the left, the others to the right.</summary>
    /// <param name="headings">The headings of its columns.</param>
    /// <param name="rows">Its rows.</param>
    public void Table(IEnumerable<string> headings, IEnumerable<IEnumerable<TableCell>> rows) => Table(headings, rows, "<table>");

    /// <summary>Adds a table of words: all columns to the left, long lines broken.</summary>
    /// <param name="headings">The headings of its columns.</param>
    /// <param name="rows">Its rows.</param>
    public void Words(IEnumerable<string> headings, IEnumerable<IEnumerable<TableCell>> rows) => Table(headings, rows, "<table class=\"words\">");

    /// <summary>Adds text that is shown when it is asked for, as it stands.</summary>
    /// <param name="summary">What it is.</param>
    /// <param name="text">The text.</param>
    public void Details(string summary, string text) =>
        _body.Append("<details><summary>").Append(Escape(summary)).Append("</summary><pre>").Append(Escape(text)).Append("</pre></details>\n");

    /// <summary>Gets the page.</summary>
    public override string ToString() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Escape(_title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        {_body}</body>
        </html>

        """;

    private void Table(IEnumerable<string> headings, IEnumerable<IEnumerable<TableCell>> rows, string opening)
    {
        _body.Append("<div class=\"scroll\">").Append(opening).Append("<thead><tr>")
            .AppendJoin(string.Empty, headings.Select(heading => $"<th>{Escape(heading)}</th>"))
            .Append("</tr></thead><tbody>\n");
        foreach (IEnumerable<TableCell> row in rows)
        {
            _body.Append("<tr>")
                .AppendJoin(string.Empty, row.Select(cell => cell.Strong ? $"<td class=\"sure\">{Lines(cell.Text)}</td>" : $"<td>{Lines(cell.Text)}</td>"))
                .Append("</tr>\n");
        }

        _body.Append("</tbody></table></div>\n");

        static string Lines(string text) => Escape(text).Replace("\n", "<br>", StringComparison.Ordinal);
    }
}
