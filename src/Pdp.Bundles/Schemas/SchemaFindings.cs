using System.Globalization;
using NJsonSchema;
using NJsonSchema.Validation;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Language.Text;

namespace Pdp.Bundles.Schemas;

/// <summary>Says what a schema validator found in the house's words.</summary>
internal sealed class SchemaFindings(DocumentText document, JsonNode root, SchemaTokens tokens)
{
    /// <summary>Tells all findings; of alternatives only those that the value's own type chooses.</summary>
    public void Report(IEnumerable<ValidationError> errors)
    {
        foreach (var error in errors) Report(error);
    }

    private void Report(ValidationError error)
    {
        var node = error.Token is { } token ? tokens[token] : root;
        switch (error)
        {
            case MultiTypeValidationError alternatives:
                Choose(node, alternatives.Errors.Select(pair => (pair.Key, pair.Value.AsEnumerable())));
                return;
            case ChildSchemaValidationError { Kind: ValidationErrorKind.NotAnyOf } alternatives:
                Choose(node, alternatives.Errors.Select(pair => (pair.Key.ActualSchema.Type, pair.Value.AsEnumerable())));
                return;
            case ChildSchemaValidationError children:
                Report(children.Errors.Values.SelectMany(inner => inner));
                return;
        }

        switch (error.Kind)
        {
            case ValidationErrorKind.PropertyRequired:
                // of what is no object, nothing more is said than that
                if (node.IsObject) Missing(node, error.Property ?? "", error.Schema.ActualSchema);
                break;
            case ValidationErrorKind.NoAdditionalPropertiesAllowed:
                Unknown(node, error.Schema.ActualSchema);
                break;
            case ValidationErrorKind.NotInEnumeration:
                NotAllowed(node, error.Schema.ActualSchema);
                break;
            case ValidationErrorKind.PatternMismatch:
                Malformed(node, error.Schema.ActualSchema);
                break;
            case ValidationErrorKind.StringTooShort or ValidationErrorKind.StringTooLong or ValidationErrorKind.NumberTooSmall
                or ValidationErrorKind.NumberTooBig or ValidationErrorKind.IntegerTooBig or ValidationErrorKind.TooFewItems
                or ValidationErrorKind.TooManyItems or ValidationErrorKind.TooFewProperties:
                OutOfRange(error.Kind, node, error.Schema.ActualSchema);
                break;
            default:
                WrongType(node, Expected(error));
                break;
        }
    }

    private void Choose(JsonNode node, IEnumerable<(JsonObjectType Type, IEnumerable<ValidationError> Errors)> alternatives)
    {
        var all = alternatives.ToList();
        var own = TypeOf(node);
        foreach (var (type, errors) in all)
        {
            if (type != own) continue;
            Report(errors);
            return;
        }

        // the order of the types in the schema is not kept: the simple form comes first
        WrongType(node, all.Select(alternative => alternative.Type).OrderByDescending(type => type == JsonObjectType.String).Select(Name));
    }

    private void Missing(JsonNode node, string name, JsonSchema schema)
    {
        var near = node.Items.FirstOrDefault(item =>
            !schema.ActualProperties.ContainsKey(item.Name!) && NearWord.Find(item.Name!, [name]) is not null);
        document.Error(
            DocumentDiagnosticCodes.MissingMember, node, $"member {Words.Quote(name)} is missing",
            near is null ? null : $"is it {Words.Quote(near.Name!)}?");
    }

    private void Unknown(JsonNode node, JsonSchema schema)
    {
        var name = node.Name ?? "";
        if (schema.PatternProperties.Count > 0)
        {
            document.ErrorAtName(DocumentDiagnosticCodes.Malformed, node, $"malformed name {Words.Quote(name)}", NameHelp(schema));
            return;
        }

        var known = schema.ActualProperties.Keys.ToList();
        var help = Suggestions.DidYouMean(name, known.Where(other => node.Parent![other] is null))
            ?? (name is "source" or "default" && known.Contains("maxItems")
                ? $"`{name}` stands with an attribute itself, not within it"
                : $"allowed here: {string.Join(", ", known.Where(other => other != "$schema").Select(Words.Quote))}");
        document.ErrorAtName(DocumentDiagnosticCodes.UnknownMember, node, $"unknown member {Words.Quote(name)}", help);
    }

    private static string NameHelp(JsonSchema schema)
    {
        var pattern = schema.PatternProperties.Keys.First();
        return pattern.Length == 1 ? "a name is not empty"
            : pattern.StartsWith("^[", StringComparison.Ordinal)
                ? "an id has letters, digits and . _ : / - ; at most 128, the first a letter or digit"
            : "a name has letters, digits and _, begins with no digit, and is no reserved word of CEL";
    }

    private void NotAllowed(JsonNode node, JsonSchema schema)
    {
        var words = schema.Enumeration.OfType<string>().ToList();
        if (!node.IsString)
        {
            WrongType(node, ["string"]);
            return;
        }

        document.Error(
            DocumentDiagnosticCodes.NotAllowed, node, $"expected {Words.OneOf(words)}, got {Words.Quote(node.Text)}",
            Suggestions.DidYouMean(node.Text, words));
    }

    private void Malformed(JsonNode node, JsonSchema schema) => document.Error(
        DocumentDiagnosticCodes.Malformed, node,
        $"malformed {(schema.Title ?? node.Name ?? "text").ToLowerInvariant()} {Words.Quote(node.Text)}", schema.Description);

    private void OutOfRange(ValidationErrorKind kind, JsonNode node, JsonSchema schema)
    {
        var message = kind switch
        {
            ValidationErrorKind.StringTooShort => "expected some text, got an empty string",
            ValidationErrorKind.StringTooLong => $"expected at most {schema.MaxLength} characters, got {node.Text.Length}",
            ValidationErrorKind.NumberTooSmall =>
                string.Create(CultureInfo.InvariantCulture, $"expected at least {schema.Minimum}, got {node.Number}"),
            ValidationErrorKind.TooFewItems =>
                $"expected at least {Count(schema.MinItems, "element")}, got {Count(node.Items.Count, "element")}",
            ValidationErrorKind.TooManyItems =>
                $"expected at most {Count(schema.MaxItems, "element")}, got {Count(node.Items.Count, "element")}",
            ValidationErrorKind.TooFewProperties =>
                $"expected at least {Count(schema.MinProperties, "member")}, got {Count(node.Items.Count, "member")}",
            _ => string.Create(CultureInfo.InvariantCulture, $"expected at most {schema.Maximum}, got {node.Number}"),
        };
        document.Error(DocumentDiagnosticCodes.OutOfRange, node, message);
    }

    private void WrongType(JsonNode node, IEnumerable<string> expected) => document.Error(
        DocumentDiagnosticCodes.WrongType, node,
        $"expected {string.Join(" or ", expected)}, got {Found(node)}");

    private static string Found(JsonNode node) =>
        node.Kind == JsonKind.Number ? Words.Quote(node.Number.ToString("R", CultureInfo.InvariantCulture)) : node.Kind.Text();

    private static IEnumerable<string> Expected(ValidationError error) => error.Kind switch
    {
        ValidationErrorKind.StringExpected => ["string"],
        ValidationErrorKind.NumberExpected => ["number"],
        ValidationErrorKind.IntegerExpected => ["integer"],
        ValidationErrorKind.BooleanExpected => ["boolean"],
        ValidationErrorKind.ArrayExpected => ["array"],
        ValidationErrorKind.NullExpected => ["null"],
        ValidationErrorKind.ObjectExpected => ["object"],
        // the published schemas lead to nothing else; were it so, the document must still be refused
        _ => ["another value"],
    };

    private static JsonObjectType TypeOf(JsonNode node) => node.Kind switch
    {
        JsonKind.String => JsonObjectType.String,
        JsonKind.Array => JsonObjectType.Array,
        JsonKind.Object => JsonObjectType.Object,
        JsonKind.Number => JsonObjectType.Number,
        JsonKind.Null => JsonObjectType.Null,
        _ => JsonObjectType.Boolean,
    };

    private static string Name(JsonObjectType type) => type.ToString().ToLowerInvariant();

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{number} {noun}s");
}
