using System.CommandLine;
using System.Reflection;
using Pdp.Bundles;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Language.Text;

namespace Pdp.Cli.Schemas;

/// <summary><c>pdp schema KIND</c>: the JSON Schema that documents of a kind are checked against, for editors.</summary>
internal sealed class SchemaCommand : CliCommand
{
    private const string Prefix = "schemas/";
    private const string Suffix = ".v1.schema.json";

    private readonly Argument<string?> _kind = new("KIND")
    {
        Description = "kind of document: policy, schema, definitions, entities, tests or bundle; nothing: list the kinds",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public SchemaCommand(CliHost host)
        : base("schema", "Print the JSON Schema of a kind of document. It is the very one that the documents are checked "
            + "against; name a copy of it in `$schema`, and an editor completes and checks while you type.")
    {
        _kind.CompletionSources.Add(static _ => Kinds());
        Add(_kind);
        Runs(host, (result, _) => Run(host, result));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp schema policy > policy.v1.schema.json", "Keep the schema of policies beside them."),
    ];

    private int Run(CliHost host, ParseResult arguments)
    {
        if (arguments.GetValue(_kind) is not { } kind)
        {
            foreach (var known in Kinds()) host.Out.WriteLine(known);
            return ExitCodes.Ok;
        }

        using var schema = Resources.GetManifestResourceStream($"{Prefix}{kind.ToLowerInvariant()}{Suffix}");
        if (schema is null)
        {
            var near = NearWord.Find(kind.ToLowerInvariant(), Kinds());
            throw new CliFailureException(
                ExitCodes.BadInput, $"unknown kind of document `{kind}`",
                near is null ? $"the kinds are {string.Join(", ", Kinds())}" : $"did you mean `{near}`?");
        }

        schema.CopyTo(host.Output);
        host.Output.Flush();
        return ExitCodes.Ok;
    }

    private static Assembly Resources => typeof(BundleLoader).Assembly;

    private static IEnumerable<string> Kinds() => Resources.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
        .Select(static name => name[Prefix.Length..^Suffix.Length])
        .Order(StringComparer.Ordinal);
}
