using System.Text;
using Pdp.Authoring.Formatting;
using Pdp.Bundles;

namespace Pdp.Cli.Scaffolding;

/// <summary>The files of a new folder of policies.</summary>
internal static class Scaffold
{
    private const string SchemaPrefix = "schemas/";

    /// <summary>Makes them.</summary>
    /// <param name="plan">What they are about.</param>
    /// <param name="directory">The folder.</param>
    /// <param name="root">The folder of the repository that it is in, or itself.</param>
    public static IReadOnlyList<ScaffoldFile> Files(ScaffoldPlan plan, string directory, string root)
    {
        var within = Path.GetRelativePath(root, directory).Replace('\\', '/');
        var words = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = plan.Name,
            ["subject"] = plan.Subject,
            ["resource"] = plan.Resource,
            ["firstAction"] = plan.Actions[0],
            ["lastAction"] = plan.Actions[^1],
            ["actions"] = string.Join(", ", plan.Actions.Select(static action => $"\"{action}\"")),
            ["schemaActions"] = string.Join(", ", plan.Actions.Select(static action => $"\"{action}\": {{}}")),
            ["directory"] = Quoted(within),
        };
        List<ScaffoldFile> files =
        [
            Of(Path.Combine(directory, "bundle.json"), "bundle.json"),
            Of(Path.Combine(directory, "schema.json"), "schema.json"),
            Of(Path.Combine(directory, "policies", $"{plan.Resource}.json"), "policy.json"),
            Of(Path.Combine(directory, "tests", $"{plan.Resource}.json"), "tests.json"),
        ];
        files.AddRange(Schemas().Select(schema => new ScaffoldFile(Path.Combine(directory, ".schemas", schema[SchemaPrefix.Length..]), Read(typeof(BundleLoader), schema))));
        if (plan.Pipelines.HasFlag(Pipelines.GitHub)) files.Add(Of(Path.Combine(root, ".github", "workflows", "policies.yml"), "github.yml"));
        if (plan.Pipelines.HasFlag(Pipelines.GitLab)) files.Add(Of(Path.Combine(root, ".gitlab-ci.yml"), "gitlab.yml"));
        if (plan.HasHook) files.Add(Of(Path.Combine(root, ".githooks", "pre-commit"), "pre-commit.sh") with { IsProgram = true });
        return files;

        ScaffoldFile Of(string path, string template)
        {
            var text = new StringBuilder(Encoding.UTF8.GetString(Read(typeof(Scaffold), $"templates/{template}")));
            foreach (var (word, value) in words) text.Replace($"{{{word}}}", value);
            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            return new ScaffoldFile(path, path.EndsWith(".json", StringComparison.Ordinal) ? Formatted(path, bytes) : bytes);
        }
    }

    /// <summary>The work tree of git that a folder is in, or the folder itself.</summary>
    public static string RootOf(string directory)
    {
        for (var folder = directory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (IsRepository(folder)) return folder;
        }

        return directory;
    }

    /// <summary>Whether a folder is the top of a work tree of git.</summary>
    public static bool IsRepository(string folder)
    {
        var git = Path.Combine(folder, ".git");
        return Directory.Exists(git) || File.Exists(git);
    }

    /// <summary>A path as a word of shells, whatever is in it; never one that looks like an option.</summary>
    public static string Quoted(string path) => path is ['-', ..] ? Word($"./{path}") : Word(path);

    private static string Word(string path) =>
        path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '-') ? path : $"'{path.Replace("'", """'\''""", StringComparison.Ordinal)}'";

    private static byte[] Formatted(string path, byte[] document) =>
        Encoding.UTF8.GetBytes(DocumentFormatter.Format(path, document).Text ?? throw new InvalidOperationException($"the template of `{path}` is no JSON"));

    private static IEnumerable<string> Schemas() => typeof(BundleLoader).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(SchemaPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static byte[] Read(Type beside, string resource)
    {
        using var stream = beside.Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"`{resource}` is not in the program");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}

/// <summary>A file to be written.</summary>
/// <param name="Path">Where.</param>
/// <param name="Content">What is in it.</param>
/// <param name="IsProgram">Whether it can be run.</param>
internal sealed record ScaffoldFile(string Path, byte[] Content, bool IsProgram = false);
