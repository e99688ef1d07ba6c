using System.CommandLine;
using System.CommandLine.Parsing;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;

namespace Pdp.Cli.Scaffolding;

/// <summary><c>pdp new DIR</c>: the first files of a folder of policies.</summary>
internal sealed class NewCommand : CliCommand
{
    private const string NameRule = "a name of letters, digits, `_` and `-` that begins with a letter";

    private readonly Argument<string> _directory = new("DIR") { Description = "folder to make; one that is there may hold no JSON documents" };

    private readonly Option<string?> _name = Text("--name", "NAME", "name of the bundle (default: the folder's)");
    private readonly Option<string?> _subject = Text("--subject", "TYPE", "type of those who ask (default: user)");
    private readonly Option<string?> _resource = Text("--resource", "TYPE", "type of what is asked about (default: document)");
    private readonly Option<string?> _actions = Text("--actions", "LIST", "what can be done with it, parted by commas; what readers may do comes first (default: read,edit,delete)");
    private readonly Option<string?> _ci = Text("--ci", "WHOSE", "write a pipeline that checks the policies: github, gitlab, both or none (default: none)");
    private readonly Option<bool?> _hook = new("--hook") { Description = "write a hook for git that checks the policies before a commit (default: false)", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "ask nothing: take the defaults for what is not said" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "list the files, and write none" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public NewCommand(CliHost host)
        : base("new", "Make a folder of policies to begin with: a schema, a policy, tests of it, and the JSON Schemas for editors. "
            + "At a terminal it asks for what the options do not say. What is there already is never changed.")
    {
        Check<string>(_name, ReadName);
        Check<string>(_subject, ReadName);
        Check<string>(_resource, ReadName);
        Check<IReadOnlyList<string>>(_actions, ReadActions);
        Check<Pipelines>(_ci, ReadPipelines);
        _ci.CompletionSources.Add("github", "gitlab", "both", "none");
        Add(_directory);
        foreach (var option in new Option[] { _name, _subject, _resource, _actions, _ci, _hook, _yes, _dryRun, _colour }) Add(option);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp new policies", "Ask what the policies are about, and make the folder `policies`."),
        new("pdp new policies --yes --resource invoice --actions read,approve --ci github --hook", "The same without questions."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "the files are written"),
        (ExitCodes.BadInput, "the command line is wrong, or something is there already; nothing was written"),
        (ExitCodes.InputOutputError, "a file cannot be written; nothing was written"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var directory = Resolve(arguments.GetRequiredValue(_directory));
        RefusePlace(directory);
        RefuseDocuments(directory);
        var errors = Consoles.Error(host, arguments.GetValue(_colour));
        using var questions = host.InputIsTerminal && !arguments.GetValue(_yes) ? new Questions(host, errors, cancellation) : null;
        var plan = new ScaffoldPlan
        {
            Name = Answer<string>(_name, "name of the bundle", ScaffoldPlan.NameOf(directory), ReadName),
            Subject = Answer<string>(_subject, "type of those who ask", "user", ReadName),
            Resource = Answer<string>(_resource, "type of what is asked about", "document", ReadName),
            Actions = Answer<IReadOnlyList<string>>(_actions, "what can be done with it, what readers may do first", "read,edit,delete", ReadActions),
            Pipelines = Answer<Pipelines>(_ci, "a pipeline that checks the policies: github, gitlab, both or none", "none", ReadPipelines),
            HasHook = arguments.GetValue(_hook) ?? questions?.Ask<bool>("a hook for git that checks the policies before a commit: yes or no", "no", ReadYes) ?? false,
        };
        cancellation.ThrowIfCancellationRequested();
        var root = Scaffold.RootOf(directory);
        var files = Scaffold.Files(plan, directory, root);
        var isDryRun = arguments.GetValue(_dryRun);
        ScaffoldWriter.RefuseTaken(files);
        if (!isDryRun) ScaffoldWriter.Write(files);
        foreach (var file in files) host.Out.WriteLine(Printable.OneLine(Shown(file.Path)));
        host.Out.Flush();
        if (isDryRun) return ExitCodes.Ok;
        errors.Line($"next: pdp test {Printable.OneLine(Scaffold.Quoted(Shown(directory)))}");
        if (plan.HasHook && Scaffold.IsRepository(root)) errors.Line($"the hook is switched on by: git -C {Printable.OneLine(Scaffold.Quoted(Shown(root)))} config core.hooksPath .githooks");
        else if (plan.HasHook) errors.Line("the hook works once the folder is the top of a git repository, and is switched on there by: git config core.hooksPath .githooks");
        return ExitCodes.Ok;

        T Answer<T>(Option<string?> option, string question, string proposal, Reading<T> read)
        {
            if (arguments.GetValue(option) is not { } said)
            {
                if (questions is not null) return questions.Ask(question, proposal, read);
                said = proposal;
            }

            return read(said, out var value, out _) ? value : throw new InvalidOperationException($"`{said}` was checked before");
        }
    }

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    private static void Check<T>(Option<string?> option, Reading<T> read) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && !read(token.Value, out _, out var expected)) result.AddError($"`{option.Name}`: expected {expected}, got `{token.Value}`");
    });

    private static string Resolve(string directory)
    {
        try
        {
            if (directory.Length > 0 && !directory.Any(char.IsControl)) return Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or PathTooLongException)
        {
            // told below
        }

        throw new CliFailureException(ExitCodes.BadInput, $"`{directory}` is no path of a folder");
    }

    // git keeps nothing of what stands behind a link or in its own folder
    private static void RefusePlace(string directory)
    {
        for (var folder = directory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.GetFileName(folder) == ".git") throw new CliFailureException(ExitCodes.BadInput, $"`{directory}` is in the folder of git itself");
        }

        var root = Scaffold.RootOf(directory);
        for (var folder = directory; folder != root; folder = Path.GetDirectoryName(folder)!)
        {
            if (new DirectoryInfo(folder).LinkTarget is { } target)
                throw new CliFailureException(ExitCodes.BadInput, $"`{folder}` is a link to `{target}`: git would not keep what is behind it", "name the folder itself");
        }
    }

    // the policies would be read together with whatever is there
    private static void RefuseDocuments(string directory)
    {
        if (File.Exists(directory)) throw new CliFailureException(ExitCodes.BadInput, $"`{directory}` is a file");
        if (!Directory.Exists(directory)) return;
        try
        {
            foreach (var file in Directory.EnumerateFiles(directory, "*.json", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden }))
                throw new CliFailureException(ExitCodes.BadInput, $"`{directory}` holds JSON documents already, such as `{Path.GetRelativePath(directory, file)}`", "name a folder of its own");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliFailureException(ExitCodes.BadInput, $"cannot read `{directory}`: {exception.Message}");
        }
    }

    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static bool ReadName(string text, out string value, out string expected)
    {
        (value, expected) = (text, NameRule);
        return ScaffoldPlan.IsName(text);
    }

    private static bool ReadActions(string text, out IReadOnlyList<string> value, out string expected)
    {
        string[] actions = text.Split(',', StringSplitOptions.TrimEntries);
        (value, expected) = (actions, $"different names, parted by commas, each {NameRule}");
        return actions.All(ScaffoldPlan.IsName) && actions.Distinct(StringComparer.Ordinal).Count() == actions.Length;
    }

    private static bool ReadPipelines(string text, out Pipelines value, out string expected)
    {
        expected = "`github`, `gitlab`, `both` or `none`";
        Pipelines? read = text switch
        {
            "github" => Pipelines.GitHub,
            "gitlab" => Pipelines.GitLab,
            "both" => Pipelines.GitHub | Pipelines.GitLab,
            "none" => Pipelines.None,
            _ => null,
        };
        value = read ?? Pipelines.None;
        return read is not null;
    }

    private static bool ReadYes(string text, out bool value, out string expected)
    {
        (value, expected) = (text is "yes" or "y", "`yes` or `no`");
        return value || text is "no" or "n";
    }
}
