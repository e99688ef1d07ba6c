using System.Runtime.CompilerServices;
using NJsonSchema;
using NJsonSchema.Validation;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Schemas;

/// <summary>Checks the structure of a document against its JSON Schema.</summary>
internal static class SchemaCheck
{
    private static readonly string[] Deciding = ["effect", "rules", "policy"];

    // times and the like are checked where they are read: the schema names their format for editors
    private static readonly JsonSchemaValidatorSettings Settings = new() { FormatValidators = [] };

    /// <summary>Checks the document and tells everything that does not fit.</summary>
    public static void Check(string kind, JsonNode root, DocumentText document)
    {
        var schema = PublishedSchemas.Of(kind);
        var tokens = new SchemaTokens(root);
        var findings = new SchemaFindings(document, tokens);
        findings.Report(new JsonSchemaValidator(Settings).Validate(tokens[root], schema));
        if (kind == DocumentKinds.Policy) CheckItems(root, schema, tokens, findings, document);
    }

    private static void CheckItems(JsonNode policy, JsonSchema schema, SchemaTokens tokens, SchemaFindings findings, DocumentText document)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (policy["rules"] is not { IsArray: true } items) return;
        foreach (var item in items.Items)
        {
            if (!item.IsObject || Definition(item, document) is not { } definition) continue;
            findings.Report(new JsonSchemaValidator(Settings).Validate(tokens[item], schema.Definitions[definition]));
            if (definition == "policy") CheckItems(item, schema, tokens, findings, document);
        }
    }

    // what an item is, its members show: so a message is about that kind, and not about all three
    private static string? Definition(JsonNode item, DocumentText document)
    {
        var present = Deciding.Where(name => item[name] is not null).ToList();
        switch (present)
        {
            case ["effect"]:
                return "rule";
            case ["rules"]:
                return "policy";
            case ["policy"]:
                return "reference";
            case []:
                var help = item.Items.Select(member => Suggestions.Nearest(member.Name!, Deciding) is { } nearest ? (member.Name!, nearest) : default)
                    .FirstOrDefault(pair => pair.nearest is not null);
                document.Error(
                    DocumentDiagnosticCodes.MissingMember, item, "expected `effect` (a rule), `rules` (an inline policy) or `policy` (a reference)",
                    help.nearest is null ? null : $"did you mean {Words.Quote(help.nearest)} instead of {Words.Quote(help.Item1)}?");
                return null;
            default:
                document.ErrorAtName(
                    DocumentDiagnosticCodes.UnknownMember, item[present[1]]!,
                    $"{Words.Quote(present[0])} and {Words.Quote(present[1])} exclude each other",
                    "an item is a rule (has `effect`), an inline policy (has `rules`) or a reference (has `policy`)");
                return null;
        }
    }
}
