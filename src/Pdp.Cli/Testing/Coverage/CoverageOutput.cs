using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;

namespace Pdp.Cli.Testing.Coverage;

/// <summary>Coverage in a file, whose name says in which form.</summary>
internal static class CoverageOutput
{
    private static readonly (string Ending, Action<Stream, CoverageReport, CliHost> Write)[] Forms =
    [
        (".html", static (stream, report, _) => CoverageHtml.Write(stream, report)),
        (".xml", static (stream, report, host) => CoberturaXml.Write(stream, report, host.Clock.GetUtcNow())),
        (".json", static (stream, report, _) => JsonReport.Write(stream, writer => CoverageJson.Write(writer, report))),
        (".txt", WriteText),
    ];

    /// <summary>What is wrong with the name of a file; null: nothing.</summary>
    public static string? Problem(string file) => Form(file) is null
        ? $"`--coverage-output`: expected a file that ends in {string.Join(", ", Forms.Select(static form => $"`{form.Ending}`"))}, got `{file}`"
        : null;

    /// <summary>Writes a file.</summary>
    /// <exception cref="CliFailureException">It cannot be written.</exception>
    public static void Write(string file, CoverageReport report, CliHost host) => NamedFile.Write(file, stream => Form(file)!(stream, report, host));

    private static Action<Stream, CoverageReport, CliHost>? Form(string file) =>
        Array.Find(Forms, form => file.EndsWith(form.Ending, StringComparison.OrdinalIgnoreCase)).Write;

    private static void WriteText(Stream stream, CoverageReport report, CliHost host)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        CoverageText.Write(Consoles.Create(host, writer, coloured: false), report);
    }
}
