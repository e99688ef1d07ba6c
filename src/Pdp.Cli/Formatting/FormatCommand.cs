using System.CommandLine;
using System.Text;
using Pdp.Authoring.Formatting;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Engine.Sources;
using Spectre.Console;

namespace Pdp.Cli.Formatting;

/// <summary><c>pdp fmt PATHS</c>: policy documents as the house writes them.</summary>
internal sealed class FormatCommand : CliCommand
{
    private const string StandardInput = "-";
    private const int LargestInput = 32 * 1024 * 1024;

    private readonly Argument<string[]> _paths = new("PATHS")
    {
        Description = "folders of policy documents, or single files; `-`: standard input, written to standard output",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _check = new("--check") { Description = "change nothing: list the files that would change, and fail if there are any" };
    private readonly Option<bool> _diff = new("--diff", "-d") { Description = "change nothing: show what would change, as a unified diff" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public FormatCommand(CliHost host)
        : base("fmt", "Format policy documents. Indentation, line ends and blanks become the same everywhere, in the JSON and in "
            + "the expressions in it. Meaning, order, comments and the author's line breaks stay. Lists the files that changed.")
    {
        Add(_paths);
        Add(_check);
        Add(_diff);
        Add(_colour);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp fmt policies", "Format all policy documents below `policies`."),
        new("pdp fmt --check policies", "In CI: let nothing pass that is not formatted."),
        new("pdp fmt --diff policies", "See what would change."),
        new("pdp fmt - < documents.json", "For an editor: format what is on standard input."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "formatted (with --check: nothing would change; with --diff alone: shown, whatever would change)"),
        (ExitCodes.Failed, "a file is no JSON (with --check also: a file would change)"),
        (ExitCodes.BadInput, "the command line is wrong, or a path cannot be read"),
        (ExitCodes.InputOutputError, "a file cannot be written"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var paths = arguments.GetRequiredValue(_paths);
        var isCheck = arguments.GetValue(_check);
        var diff = arguments.GetValue(_diff) ? new DiffWriter(host, arguments.GetValue(_colour)) : null;
        var errors = Consoles.Error(host, arguments.GetValue(_colour));
        if (paths.Contains(StandardInput, StringComparer.Ordinal))
        {
            if (paths.Length > 1) throw new CliFailureException(ExitCodes.BadInput, "`-` stands alone", "name files and folders in a run of its own");
            return RunOnInput(host, isCheck, diff, errors);
        }

        var (files, changed, failed) = (0, 0, 0);
        foreach (var file in paths.SelectMany(path => Find(path, errors, cancellation)).DistinctBy(file => Path.GetFullPath(file.Path)))
        {
            cancellation.ThrowIfCancellationRequested();
            files++;
            if (Format(file, errors) is not { } text)
            {
                failed++;
            }
            else if (!text.AsSpan().SequenceEqual(file.Utf8))
            {
                changed++;
                if (diff is not null)
                {
                    diff.Write(file.Path, file.Utf8, text);
                    continue;
                }

                if (!isCheck) NamedFile.Replace(file.Path, stream => stream.Write(text));
                host.Out.WriteLine(Printable.OneLine(file.Path));
            }
        }

        host.Out.Flush();
        var done = isCheck || diff is not null ? $"{changed} of {Counted.Of(files, "file")} would change" : $"{changed} of {Counted.Of(files, "file")} changed";
        errors.Line(failed == 0 ? done : $"{done}, {failed} cannot be read");
        return failed > 0 || (isCheck && changed > 0) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static int RunOnInput(CliHost host, bool isCheck, DiffWriter? diff, IAnsiConsole errors)
    {
        using var input = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (host.Input.Read(buffer) is > 0 and var count)
        {
            if (input.Length + count > LargestInput)
                throw new CliFailureException(ExitCodes.BadInput, $"standard input is larger than {LargestInput / 1024 / 1024} MiB");
            input.Write(buffer, 0, count);
        }

        var file = new DocumentFile("<standard input>", input.ToArray());
        if (Format(file, errors) is not { } text) return ExitCodes.Failed;
        var isSame = text.AsSpan().SequenceEqual(file.Utf8);
        if (diff is not null && !isSame)
        {
            diff.Write(file.Path, file.Utf8, text);
            host.Out.Flush();
        }

        if (isCheck) return isSame ? ExitCodes.Ok : ExitCodes.Failed;
        if (diff is not null) return ExitCodes.Ok;
        host.Output.Write(text);
        host.Output.Flush();
        return ExitCodes.Ok;
    }

    private static List<DocumentFile> Find(string path, IAnsiConsole errors, CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
        {
            using var stream = NamedFile.OpenRead(path);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            var file = new DocumentFile(path, content.ToArray());
            if (DocumentFormatter.IsPolicyDocument(file.Utf8)) return [file];
            errors.Warning($"`{path}` is no policy document and stays as it is");
            return [];
        }

        var problems = new List<SourceDiagnostic>();
        List<DocumentFile> files = [.. DocumentFile.Below(path, problems, cancellation)];
        foreach (var problem in problems) DiagnosticPainter.Write(errors, problem);
        if (problems.Count > 0) throw new CliFailureException(ExitCodes.BadInput, $"not all of `{path}` can be read");
        return files;
    }

    private static byte[]? Format(DocumentFile file, IAnsiConsole errors)
    {
        var result = DocumentFormatter.Format(file.Path, file.Utf8);
        foreach (var problem in result.Problems) DiagnosticPainter.Write(errors, problem);
        return result.Text is { } text ? Encoding.UTF8.GetBytes(text) : null;
    }
}
