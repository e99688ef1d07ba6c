using Pdp.Authoring.Editor.Text;
using Pdp.Bundles.Documents;
using Pdp.Engine.Compilation;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Editor.Meaning;

/// <summary>What a name is the name of.</summary>
internal enum NameKind
{
    /// <summary>A variable of a policy.</summary>
    Variable,

    /// <summary>A constant or condition that policies share.</summary>
    Definition,

    /// <summary>A policy, in all its versions.</summary>
    Policy,

    /// <summary>An attribute of the subject, the resource, the action or the context, of whatever type.</summary>
    Attribute,

    /// <summary>A rule of a policy, in all its versions.</summary>
    Rule,

    /// <summary>A policy within another, in all versions of that.</summary>
    Inline,

    /// <summary>A subject, resource or context that the tests of a document share.</summary>
    Fixture,
}

/// <summary>Something that has a name.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Scope">
/// Of a variable its file and the policy's pointer; of an attribute its root; of a rule or inline policy the ids of the policies around
/// it, from the document's on; of a fixture its file and group; else empty.
/// </param>
/// <param name="Name">The name.</param>
internal readonly record struct NameKey(NameKind Kind, string Scope, string Name)
{
    /// <summary>The scope of what is told by a path of ids, before it is known what that is.</summary>
    public const string Path = "path:";

    /// <summary>The scope of what stands in an inline policy.</summary>
    public static string Within(string scope, string id) => $"{scope}\n{id}";
}

/// <summary>A place where a name stands.</summary>
/// <param name="Key">What it is the name of.</param>
/// <param name="Start">Where it begins: the name itself, without quotes.</param>
/// <param name="End">Where it ends.</param>
/// <param name="IsDeclaration">Whether it is given its meaning there.</param>
internal sealed record Occurrence(NameKey Key, int Start, int End, bool IsDeclaration)
{
    /// <summary>The type of the entity whose attribute it is; null where that is not told.</summary>
    public string? Type { get; init; }
}

/// <summary>Finds the names in a document.</summary>
internal sealed class Occurrences
{
    private static readonly string[] Groups = ["subjects", "resources", "contexts"];

    private readonly DocumentView _view;
    private readonly string _file;
    private readonly List<Occurrence> _found = [];

    private Occurrences(DocumentView view, string file)
    {
        _view = view;
        _file = file;
    }

    /// <summary>All of them, by place.</summary>
    public static IReadOnlyList<Occurrence> Of(DocumentView view, string file)
    {
        var names = new Occurrences(view, file);
        if (view.Root is { IsObject: true } root) names.Run(root);
        return [.. names._found.OrderBy(static one => one.Start)];
    }

    private void Run(LooseNode root)
    {
        switch (_view.Kind)
        {
            case DocumentKinds.Policy:
                Text(root["id"], static name => new NameKey(NameKind.Policy, "", name), isDeclaration: true);
                Policy(root);
                break;
            case DocumentKinds.Definitions:
                foreach (var member in Members(root["constants"]).Concat(Members(root["conditions"]))) Name(member, new NameKey(NameKind.Definition, "", member.Name!), isDeclaration: true);
                break;
            case DocumentKinds.Schema:
                foreach (var (group, at) in new[] { ("subjects", Roots.Subject), ("resources", Roots.Resource), ("actions", Roots.Action) })
                {
                    foreach (var kind in Members(root[group])) Declared(kind, at);
                }

                if (root["context"] is { } context) Declared(context, Roots.Context);
                break;
            case DocumentKinds.Entities:
                foreach (var entity in Elements(root["entities"])) Stated(entity, null);
                break;
            case DocumentKinds.Tests:
                Tests(root);
                break;
            case DocumentKinds.Gateway:
                Properties(root["subject"]?["properties"], Roots.Subject, root["subject"]?.TextOf("type"));
                Properties(root["context"], Roots.Context, null);
                foreach (var route in Elements(root["routes"])) Properties(route["resource"]?["properties"], Roots.Resource, route["resource"]?.TextOf("type"));
                break;
            case DocumentKinds.Bundle:
                foreach (var pin in Members(root["pins"])) Name(pin, new NameKey(NameKind.Policy, "", pin.Name!), isDeclaration: false);
                break;
        }

        foreach (var expression in _view.Expressions) Expression(expression);
    }

    private void Policy(LooseNode root)
    {
        var pending = new Stack<LooseNode>([root]);
        while (pending.TryPop(out var policy))
        {
            var scope = ScopeOf(policy);
            foreach (var variable in Members(policy["variables"])) Name(variable, Variable(policy, variable.Name!), isDeclaration: true);
            foreach (var item in Elements(policy["rules"]))
            {
                if (item["policy"] is { IsString: true } reference)
                {
                    var id = reference.Text.Split('@')[0];
                    _found.Add(new Occurrence(new NameKey(NameKind.Policy, "", id), reference.Start + 1, reference.Start + 1 + id.Length, false));
                }
                else if (DocumentView.IsPolicy(item))
                {
                    Text(item["id"], id => new NameKey(NameKind.Inline, scope, id), isDeclaration: true);
                    pending.Push(item);
                }
                else
                {
                    Text(item["id"], id => new NameKey(NameKind.Rule, scope, id), isDeclaration: true);
                }
            }
        }
    }

    private static string ScopeOf(LooseNode policy) => DocumentView.PoliciesAround(policy).Reverse().Select(static one => one.TextOf("id") ?? "").Aggregate(NameKey.Within);

    private void Declared(LooseNode kind, string root)
    {
        foreach (var attribute in Members(kind["properties"])) Name(attribute, new NameKey(NameKind.Attribute, root, attribute.Name!), isDeclaration: true);
        foreach (var required in Elements(kind["required"])) Text(required, name => new NameKey(NameKind.Attribute, root, name), isDeclaration: false);
    }

    private void Tests(LooseNode root)
    {
        foreach (var subject in Members(root["subjects"])) Stated(subject, Roots.Subject);
        foreach (var resource in Members(root["resources"])) Stated(resource, Roots.Resource);
        foreach (var context in Members(root["contexts"])) Properties(context, Roots.Context, null);
        foreach (var group in Groups)
        {
            foreach (var one in Members(root[group])) Name(one, new NameKey(NameKind.Fixture, $"{_file}#{group}", one.Name!), isDeclaration: true);
        }

        foreach (var test in Elements(root["tests"]))
        {
            if (test["subject"] is { IsObject: true } subject) Stated(subject, Roots.Subject);
            if (test["resource"] is { IsObject: true } resource) Stated(resource, Roots.Resource);
            Properties(test["context"], Roots.Context, null);
            Properties(test["action"]?["properties"], Roots.Action, null);
            foreach (var group in Groups) Text(test[group[..^1]], name => new NameKey(NameKind.Fixture, $"{_file}#{group}", name), isDeclaration: false);
            foreach (var rule in Elements(test["expect"]?["determining"]).Concat(Elements(test["expect"]?["errors"])))
            {
                // a path of ids, told apart where the policies are known
                if (rule["policy"] is { IsString: true } path) Text(path, static name => new NameKey(NameKind.Policy, NameKey.Path, name), isDeclaration: false);
                Text(rule["rule"], name => new NameKey(NameKind.Rule, NameKey.Path + rule.TextOf("policy"), name), isDeclaration: false);
            }
        }
    }

    private void Stated(LooseNode entity, string? root) => Properties(entity["properties"], root, entity.TextOf("type"));

    private void Properties(LooseNode? properties, string? root, string? type)
    {
        foreach (var member in Members(properties))
        {
            if (root is not Roots.Resource) Name(member, new NameKey(NameKind.Attribute, root ?? Roots.Subject, member.Name!), isDeclaration: false, type);
            if (root is null or Roots.Resource) Name(member, new NameKey(NameKind.Attribute, Roots.Resource, member.Name!), isDeclaration: false, type);
        }
    }

    private void Expression(ExpressionView expression)
    {
        var tokens = expression.Tokens;
        var policies = _view.Kind == DocumentKinds.Policy ? DocumentView.PoliciesAround(expression.Node).ToList() : [];
        for (var i = 0; i < tokens.All.Count; i++)
        {
            if (!tokens.Is(i, TokenKind.Identifier) || tokens.IsDot(i - 1, out _) || !tokens.Is(i + 1, TokenKind.Dot)) continue;
            var member = tokens.Is(i + 2, TokenKind.Question) ? i + 3 : i + 2;
            if (!tokens.Is(member, TokenKind.Identifier)) continue;
            var root = tokens.TextOf(i);
            if (root is Roots.Subject or Roots.Resource or Roots.Action && tokens.TextOf(member) == Roots.Properties) member = Inner(tokens, member);
            if (member < 0) continue;
            var name = tokens.Is(member, TokenKind.String) ? tokens.TextOf(member)[1..^1] : tokens.TextOf(member);
            var key = root switch
            {
                Roots.Variables => policies.Find(policy => policy["variables"]?[name] is not null) is { } policy ? Variable(policy, name) : Variable(policies.FirstOrDefault() ?? _view.Root!, name),
                Roots.Definitions => new NameKey(NameKind.Definition, "", name),
                _ when Roots.IsRequestRoot(root) && !Roots.IsOwnMember(root, name) => new NameKey(NameKind.Attribute, root, name),
                _ => default(NameKey?),
            };
            if (key is not { } found) continue;
            var quotes = tokens.Is(member, TokenKind.String) ? 1 : 0;
            var (start, end) = expression.Mapped.RangeOf(tokens[member].Start + quotes, tokens[member].End - quotes);
            _found.Add(new Occurrence(found, start, end, false));
        }
    }

    // `subject.properties.x`, `subject.properties["x"]`
    private static int Inner(ExpressionTokens tokens, int properties)
    {
        if (tokens.Is(properties + 1, TokenKind.Dot)) return tokens.Is(properties + 2, TokenKind.Question) ? properties + 3 : properties + 2;
        return tokens.Is(properties + 1, TokenKind.LeftBracket) && tokens.Is(properties + 2, TokenKind.String) ? properties + 2 : -1;
    }

    private NameKey Variable(LooseNode policy, string name) => new(NameKind.Variable, $"{_file}#{policy.Pointer}", name);

    private void Name(LooseNode member, NameKey key, bool isDeclaration, string? type = null)
    {
        if (member.NameEnd - member.NameStart < 2) return;
        _found.Add(new Occurrence(key, member.NameStart + 1, member.NameEnd - 1, isDeclaration) { Type = type });
    }

    private void Text(LooseNode? node, Func<string, NameKey> key, bool isDeclaration)
    {
        if (node is { IsString: true, IsClosed: true }) _found.Add(new Occurrence(key(node.Text), node.Start + 1, node.End - 1, isDeclaration));
    }

    private static IEnumerable<LooseNode> Members(LooseNode? node) => node is { IsObject: true } ? node.Items.Where(static item => item.Name is not null) : [];

    private static List<LooseNode> Elements(LooseNode? node) => node is { IsArray: true } ? node.Items : [];
}
