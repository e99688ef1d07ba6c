using System.Runtime.CompilerServices;
using NJsonSchema;
using NJsonSchema.Validation;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Language.Text;

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
        if (!PublishedSchemas.ShapeOf(kind).Fits(root)) Validate(kind, root, document);
    }

    /// <summary>Checks the document with the validator, which can say what does not fit.</summary>
    internal static void Validate(string kind, JsonNode root, DocumentText document)
    {
        var schema = PublishedSchemas.Of(kind);
        Validate(root, schema, kind switch
        {
            DocumentKinds.Policy => IsItem,
            DocumentKinds.Entities or DocumentKinds.Tests => AreProperties,
            _ => _ => false,
        }, document);
        if (kind == DocumentKinds.Policy) CheckItems(root, schema, document);
    }

    // each item is checked on its own
    private static bool IsItem(JsonNode node) => node.Parent is { IsArray: true, Name: "rules" };

    // what entities are like, the attribute schemas say: here any object will do; but a subject may be called so as well
    private static bool AreProperties(JsonNode node) =>
        node.Name == "properties" && node.Parent is not { Name: "subjects" or "resources" or "contexts", Parent.Parent: null };

    private static void Validate(JsonNode part, JsonSchema schema, Func<JsonNode, bool> isCheckedApart, DocumentText document)
    {
        var tokens = new SchemaTokens(part, isCheckedApart);
        new SchemaFindings(document, part, tokens).Report(new JsonSchemaValidator(Settings).Validate(tokens.Root, schema));
    }

    private static void CheckItems(JsonNode policy, JsonSchema schema, DocumentText document)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (policy["rules"] is not { IsArray: true } items) return;
        foreach (var item in items.Items)
        {
            if (!item.IsObject || Definition(item, document) is not { } definition) continue;
            Validate(item, schema.Definitions[definition], IsItem, document);
            if (definition == "policy") CheckItems(item, schema, document);
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
                var (wrong, right) = item.Items.Select(member => (member.Name!, NearWord.Find(member.Name!, Deciding)))
                    .FirstOrDefault(pair => pair.Item2 is not null);
                document.Error(
                    DocumentDiagnosticCodes.MissingMember, item,
                    "expected `effect` (a rule), `rules` (an inline policy) or `policy` (a reference)",
                    right is null ? null : $"did you mean {Words.Quote(right)} instead of {Words.Quote(wrong)}?");
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
