using System.Globalization;
using System.Text;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Meaning;
using Pdp.Authoring.Editor.Text;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Functions;
using Pdp.Language.Values;

namespace Pdp.Authoring.Editor.Answers;

/// <summary>What an editor shows of what the pointer rests on.</summary>
/// <param name="Markdown">The text.</param>
/// <param name="Range">What it is about.</param>
public sealed record EditorHover(string Markdown, EditorRange Range);

/// <summary>Tells what stands at a place.</summary>
internal static class Hovers
{
    private const int LongestValue = 400;

    public static EditorHover? At(EditorBundle bundle, EditorFile file, EditorPosition position)
    {
        var view = file.View;
        var offset = view.Lines.OffsetOf(position);
        if (view.ExpressionAt(offset) is { } expression) return OfExpression(bundle, view, expression, offset);
        if (view.NodeAt(offset) is not { } node) return null;
        if (offset >= node.NameStart && offset <= node.NameEnd && node.Name is not null) return OfMember(bundle, view, node);
        return node.IsString ? OfText(bundle, view, node) : null;
    }

    private static EditorHover? OfExpression(EditorBundle bundle, DocumentView view, ExpressionView expression, int offset)
    {
        if (ExpressionTarget.At(expression, offset) is not { } target) return null;
        var place = new ExpressionPlace(bundle.Model, view, expression);
        if (Text(bundle, view, place, target) is not { } text) return null;
        var (start, end) = expression.Mapped.RangeOf(expression.Tokens[target.Token].Start, expression.Tokens[target.Token].End);
        return new EditorHover(text, view.Lines.RangeOf(start, end));
    }

    private static string? Text(EditorBundle bundle, DocumentView view, ExpressionPlace place, ExpressionTarget target)
    {
        var locals = place.LocalsAt(target.Expression.Tokens[target.Token].Start);
        if (!target.IsMember && locals.TryGetValue(target.Name, out var local)) return Code($"{target.Name}: {TypeNames.Of(local)}");
        if (target.IsCall && Call(place, target) is { } call) return call;
        switch (target.Read)
        {
            case (Roots.Variables, var name) when place.Variable(name) is { } variable:
                return Code($"variables.{name}: {TypeNames.Of(place.TypeOfVariable(variable))}") + Expression(MappedText.Of(variable, view.Text)?.Text);
            case (Roots.Definitions, var name) when bundle.Model.Definition(name) is { } definition:
                return Code($"definitions.{name}: {TypeNames.Of(place.TypeOfDefinition(definition))}")
                    + (definition.Expression is { } body ? Expression(body.Text) : Expression(Cut(CelText.ToLiteral(definition.Constant))))
                    + $"\n\nof `{definition.Location.File}`";
            case (Roots.Variables or Roots.Definitions, _):
                return null;
            case (var root, var name) when !locals.ContainsKey(root):
                return OfAttribute(bundle, place, root, name, target);
        }

        if (!target.IsMember)
        {
            return target.Name switch
            {
                Roots.Subject => Code("subject") + "who asks" + Kinds(place, Roots.Subject),
                Roots.Resource => Code("resource") + "what is asked for" + Kinds(place, Roots.Resource),
                Roots.Action => Code("action") + "what is to be done" + Kinds(place, Roots.Action),
                Roots.Context => Code("context") + "the circumstances of the request",
                Roots.Variables => Code("variables") + "the named expressions of this policy and those around it",
                Roots.Definitions => Code("definitions") + "the constants and conditions that policies share",
                Roots.Now => Code("now: timestamp") + "the time of the decision, the same in all of it",
                _ => null,
            };
        }

        return target.TypeIn(place) is { } type ? Code($"{target.Expression.Tokens.Between(target.First, target.Token)}: {type}") : null;
    }

    private static string? Call(ExpressionPlace place, ExpressionTarget target)
    {
        if (Macros.Find(target.Qualified) is { Receiver: MacroReceiver.None } plain) return Code(plain.Form) + plain.Description;
        var functions = StandardLibrary.Policies;
        if (functions.Find(target.Qualified) is { IsEmpty: false } qualified && (!target.IsMember || target.Root is not null))
        {
            var global = qualified.Where(static overload => !overload.IsMember).ToList();
            if (global.Count > 0) return Signatures(global);
        }

        if (!target.IsMember) return null;
        if (Macros.Find(target.Name) is { Receiver: not MacroReceiver.None } macro) return Code(macro.Form) + macro.Description;
        var all = functions.Find(target.Name).Where(static overload => overload.IsMember).ToList();
        var receiver = place.TypeOf(target.First, target.ReceiverEnd);
        var fitting = receiver is null ? all : all.Where(overload => TypeNames.Takes(overload, receiver)).ToList();
        return all.Count == 0 ? null : Signatures(fitting.Count > 0 ? fitting : all);
    }

    private static string Signatures(List<Overload> overloads) =>
        Code(string.Join('\n', overloads.Select(TypeNames.Of))) + overloads[0].Description;

    private static string? OfAttribute(EditorBundle bundle, ExpressionPlace place, string root, string name, ExpressionTarget target)
    {
        if (!place.Root(root).Members.TryGetValue(name, out var member)) return null;
        var text = new StringBuilder(Code($"{root}.{name}: {target.TypeIn(place) ?? TypeNames.Of(member.Type)}"));
        if (member.Description is { } description) text.Append(description);
        if (Roots.IsOwnMember(root, name))
        {
            if (!member.EnumValues.IsEmpty) text.Append("\n\none of ").Append(Words(member.EnumValues));
            return text.ToString();
        }

        var kinds = place.KindsOf(root);
        foreach (var (kind, attribute) in bundle.Model.AttributesOf(root, name).Where(one => kinds.Contains(one.Kind))) text.Append("\n\n").Append(Of(root, kind, attribute));
        return text.ToString();
    }

    private static string Of(string root, EntitySchema kind, AttributeSchema attribute)
    {
        var text = new StringBuilder();
        if (root != Roots.Context) text.Append(CultureInfo.InvariantCulture, $"of `{kind.Name}`: ");
        text.Append(attribute switch
        {
            { Default: { IsMissing: false } value } => $"`{Cut(CelText.ToLiteral(value))}` when nobody supplies it",
            { Member.Required: true } => "never absent",
            _ => "may be absent",
        });
        text.Append(attribute.Source switch
        {
            AttributeSource.Data => ", from the PDP's own data alone",
            AttributeSource.Request => ", from the request alone",
            _ => ", from the request, else from the PDP's own data",
        });
        if (!attribute.Member.EnumValues.IsEmpty) text.Append(", one of ").Append(Words(attribute.Member.EnumValues));
        return text.ToString();
    }

    private static EditorHover? OfMember(EditorBundle bundle, DocumentView view, LooseNode node)
    {
        var range = view.Lines.RangeOf(node.NameStart, node.NameEnd);
        var text = new StringBuilder();
        if (node is { Parent: { Name: "variables", Parent: { } policy } } && view.Kind == DocumentKinds.Policy && DocumentView.IsPolicy(policy) && MappedText.Of(node, view.Text) is { } body)
        {
            var place = new ExpressionPlace(bundle.Model, view, new ExpressionView(node, body));
            text.Append(Code($"variables.{node.Name}: {TypeNames.Of(place.TypeOfVariable(node))}"));
        }
        else if (node is { Parent: { Name: "conditions" or "constants", Parent: { Parent: null } } } && view.Kind == DocumentKinds.Definitions && bundle.Model.Definition(node.Name!) is { } definition)
        {
            var mapped = MappedText.Of(node, view.Text) ?? MappedText.Of(new LooseNode { Kind = JsonKind.String, Start = 0, End = 0, Parent = null }, "");
            var place = new ExpressionPlace(bundle.Model, view, new ExpressionView(node, mapped!));
            text.Append(Code($"definitions.{node.Name}: {TypeNames.Of(place.TypeOfDefinition(definition))}"));
        }

        foreach (var schema in SchemaGuide.Of(view.Kind).At(node))
        {
            if (schema["description"] is not { } described) continue;
            text.Append(described.Text);
            if (Values(schema) is { Count: > 0 } values) text.Append("\n\none of ").Append(Words(values));
            if (schema["default"] is { IsString: true } given) text.Append(CultureInfo.InvariantCulture, $"\n\ndefault: `{given.Text}`");
            break;
        }

        return text.Length == 0 ? null : new EditorHover(text.ToString(), range);
    }

    private static EditorHover? OfText(EditorBundle bundle, DocumentView view, LooseNode node)
    {
        var range = view.Lines.RangeOf(node.Start, node.End);
        if (node.Name == "policy" && view.Kind == DocumentKinds.Policy)
        {
            var policies = bundle.Model.PoliciesOf(node.Text.Split('@')[0]).OrderBy(static policy => policy.Version).ToList();
            if (policies.Count == 0) return null;
            return new EditorHover(
                Code($"policy {policies[0].Id}") + policies[^1].Description
                + string.Concat(policies.Select(static policy => $"\n\nversion {policy.Version}{(policy.IsShadow ? ", shadow" : "")}: `{policy.Location.File}`")), range);
        }

        if (node.Name is not null && node.Parent is not null && SchemaGuide.Of(view.Kind).At(node).FirstOrDefault(static schema => schema["enum"] is not null && schema["description"] is not null) is { } schema)
            return new EditorHover($"{schema["description"]!.Text}\n\none of {Words(Values(schema))}", range);
        return null;
    }

    private static string Kinds(ExpressionPlace place, string root) =>
        place.KindsOf(root) is { IsEmpty: false } kinds ? $"\n\nhere: {Words(kinds.Select(static kind => kind.Name))}" : "";

    private static List<string> Values(JsonNode schema) => [.. (schema["enum"]?.Items ?? []).Where(static item => item.IsString).Select(static item => item.Text)];

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.Select(static word => $"`{word}`"));

    private static string Code(string text) => $"```cel\n{text}\n```\n";

    private static string Expression(string? text) => text is null ? "" : Code(text);

    private static string Cut(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "…";
}
