using System.Collections.Immutable;
using Pdp.Authoring.Editor.Text;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Guards;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Authoring.Editor.Meaning;

/// <summary>
/// What names mean in an expression: the attributes of the kinds of request for which the targets and actions around it can hold, the
/// variables in reach, the definitions.
/// </summary>
internal sealed class ExpressionPlace
{
    // more than any author writes: variables that read variables
    private const int Deepest = 16;

    private readonly EditorModel _model;
    private readonly DocumentView _document;
    private readonly ExpressionView _expression;
    private readonly List<LooseNode> _policies;
    private readonly Dictionary<(string Root, string Name), CelType> _types = [];
    private readonly Dictionary<string, RecordType> _roots = new(StringComparer.Ordinal);
    private readonly Lazy<Guard> _guard;
    private int _depth;

    public ExpressionPlace(EditorModel model, DocumentView document, ExpressionView expression)
    {
        _model = model;
        _document = document;
        _expression = expression;
        _policies = document.Kind == Bundles.Documents.DocumentKinds.Policy ? [.. DocumentView.PoliciesAround(expression.Node)] : [];
        _guard = new(GuardAround);
    }

    /// <summary>The variables in reach, the nearest of each name: its name and the member that says it.</summary>
    public IEnumerable<LooseNode> Variables =>
        _policies.SelectMany(policy => policy["variables"] is { IsObject: true } own ? own.Items : []).DistinctBy(static one => one.Name, StringComparer.Ordinal);

    /// <summary>The variable of a name that is read here; null when there is none.</summary>
    public LooseNode? Variable(string name) => Variables.FirstOrDefault(variable => variable.Name == name);

    /// <summary>The kinds of a root that requests can have here.</summary>
    public ImmutableArray<EntitySchema> KindsOf(string root)
    {
        var all = _model.KindsOf(root);
        if (all.Length < 2) return all;
        var admitted = _model.Kinds.Admitted(root, _guard.Value);
        return admitted.IsEmpty ? all : admitted;
    }

    /// <summary>What a root of the request has.</summary>
    public RecordType Root(string root)
    {
        if (_roots.TryGetValue(root, out var known)) return known;
        var kinds = KindsOf(root);
        var members = new Dictionary<string, RecordMember>(StringComparer.Ordinal);
        foreach (var group in kinds.SelectMany(static kind => kind.Attributes).GroupBy(static attribute => attribute.Member.Name, StringComparer.Ordinal))
            members[group.Key] = Joined([.. group.Select(static attribute => attribute.Member)]);
        foreach (var own in OwnMembers(root, kinds)) members[own.Name] = own;
        return _roots[root] = new RecordType(root, members.Values, kinds.IsEmpty || kinds.Any(static kind => kind.IsOpen), isEntityRoot: true);
    }

    /// <summary>The type of a part of the expression, by its tokens; null when it has errors or none.</summary>
    /// <param name="first">The first token.</param>
    /// <param name="last">The last token.</param>
    public CelType? TypeOf(int first, int last)
    {
        var tokens = _expression.Tokens;
        if (first == last && tokens.Is(first, TokenKind.Identifier) && RootType(tokens.TextOf(first)) is { } root && !LocalsAt(tokens[first].Start).ContainsKey(tokens.TextOf(first))) return root;
        return Check(tokens.Between(first, last), LocalsAt(tokens[first].Start));
    }

    /// <summary>The names that macros around a place bind, each with its type.</summary>
    public Dictionary<string, CelType> LocalsAt(int position)
    {
        var locals = new Dictionary<string, CelType>(StringComparer.Ordinal);
        var tokens = _expression.Tokens;
        foreach (var open in tokens.OpenCalls(position))
        {
            if (!tokens.Is(open, TokenKind.LeftParen) || !tokens.Is(open - 1, TokenKind.Identifier)) continue;
            if (!tokens.Is(open + 1, TokenKind.Identifier) || !tokens.Is(open + 2, TokenKind.Comma) || tokens[open + 2].Start >= position) continue;
            var (macro, first) = (tokens.TextOf(open - 1), tokens.TextOf(open + 1));
            if (macro == "bind" && tokens.TextOf(open - 3) == "cel")
            {
                locals[first] = BoundType(open + 3, position, locals) ?? CelType.Dyn;
                continue;
            }

            if (!Macros.Binds(macro) || !tokens.IsDot(open - 2, out var dot) || dot == 0 || tokens.ChainStart(dot - 1) is not { } start) continue;
            var range = Type(start, dot - 1, locals) ?? CelType.Dyn;
            var hasTwo = tokens.Is(open + 3, TokenKind.Identifier) && tokens.Is(open + 4, TokenKind.Comma) && Macros.MayBindTwo(macro);
            var (one, two) = Macros.Elements(macro, range, hasTwo);
            locals[first] = one;
            if (hasTwo) locals[tokens.TextOf(open + 3)] = two;
        }

        return locals;
    }

    /// <summary>The type of a variable.</summary>
    public CelType TypeOfVariable(LooseNode variable) =>
        Named(Roots.Variables, variable.Name!, MappedText.Of(variable, _document.Text)?.Text);

    /// <summary>The type of a definition.</summary>
    public CelType TypeOfDefinition(DefinitionSource definition) =>
        definition.Expression is { } expression ? Named(Roots.Definitions, definition.Name, expression.Text) : ConstantTypes.Of(definition.Constant);

    /// <summary>The type of a text in the place of the expression; null when it has errors.</summary>
    public CelType? Check(string text, IReadOnlyDictionary<string, CelType> locals)
    {
        var parsed = Parser.Parse(text);
        if (parsed.Root is null || _depth >= Deepest) return null;
        _depth++;
        try
        {
            var reads = ExpressionReads.Of(parsed.Root, new AttributeSet.Table());
            var variables = ImmutableDictionary.CreateBuilder<string, CelType>(StringComparer.Ordinal);
            foreach (var root in Roots.Request) variables[root] = Root(root);
            variables[Roots.Now] = CelType.Timestamp;
            variables[Roots.Variables] = Record(Roots.Variables, reads.Variables.Keys.Select(name => (name, Variable(name) is { } found ? TypeOfVariable(found) : null)));
            variables[Roots.Definitions] = Record(Roots.Definitions, reads.Definitions.Keys.Select(name => (name, _model.Definition(name) is { } found ? TypeOfDefinition(found) : null)));
            foreach (var (name, type) in locals) variables[name] = type;
            var environment = new TypeEnvironment { Functions = StandardLibrary.Policies, Variables = variables.ToImmutable() };
            return Checker.Check(parsed, environment).Expression?.Type;
        }
        finally
        {
            _depth--;
        }
    }

    private CelType? Type(int first, int last, Dictionary<string, CelType> locals)
    {
        var tokens = _expression.Tokens;
        if (first == last && tokens.Is(first, TokenKind.Identifier) && !locals.ContainsKey(tokens.TextOf(first)) && RootType(tokens.TextOf(first)) is { } root) return root;
        return Check(tokens.Between(first, last), locals);
    }

    private RecordType? RootType(string name) => Roots.IsRequestRoot(name) ? Root(name) : null;

    private CelType? BoundType(int first, int position, Dictionary<string, CelType> locals)
    {
        var tokens = _expression.Tokens;
        var depth = 0;
        for (var i = first; i < tokens.All.Count; i++)
        {
            switch (tokens[i].Kind)
            {
                case TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace: depth++; break;
                case TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace: depth--; break;
                case TokenKind.Comma when depth == 0: return i > first && tokens[i].Start < position ? Type(first, i - 1, locals) : null;
            }

            if (depth < 0) break;
        }

        return null;
    }

    private CelType Named(string root, string name, string? text)
    {
        if (_types.TryGetValue((root, name), out var known)) return known;
        _types[(root, name)] = CelType.Dyn; // a circle is told by the compiler
        return _types[(root, name)] = (text is null ? null : Check(text, ImmutableDictionary<string, CelType>.Empty)) ?? CelType.Dyn;
    }

    private static RecordType Record(string root, IEnumerable<(string Name, CelType? Type)> members) =>
        new(root, members.Where(static member => member.Type is not null).Select(static member => new RecordMember(member.Name, member.Type!, true, [])), isOpen: false, isEntityRoot: true);

    private static RecordMember Joined(ImmutableArray<RecordMember> members)
    {
        var first = members[0];
        if (members.Length == 1) return first;
        var isOneType = members.All(member => member.Type.Equals(first.Type));
        return first with
        {
            Type = isOneType || members.All(static member => member.Type is RecordType) ? first.Type : CelType.Dyn,
            Required = members.All(static member => member.Required),
            EnumValues = members.Any(static member => member.EnumValues.IsEmpty) ? [] : [.. members.SelectMany(static member => member.EnumValues).Distinct(StringComparer.Ordinal)],
            Description = members.Select(static member => member.Description).FirstOrDefault(static text => text is not null),
        };
    }

    private static IEnumerable<RecordMember> OwnMembers(string root, ImmutableArray<EntitySchema> kinds)
    {
        ImmutableArray<string> names = [.. kinds.Select(static kind => kind.Name)];
        switch (root)
        {
            case Roots.Subject or Roots.Resource:
                yield return new RecordMember("id", CelType.String, true, [], root == Roots.Subject ? "who asks" : "what is asked for");
                yield return new RecordMember("type", CelType.String, true, names, $"the {root}'s type");
                yield return new RecordMember(Roots.Properties, CelType.MapOf(CelType.String, CelType.Dyn), true, [], "all attributes by name");
                break;
            case Roots.Action:
                yield return new RecordMember("name", CelType.String, true, names, "what is to be done");
                yield return new RecordMember(Roots.Properties, CelType.MapOf(CelType.String, CelType.Dyn), true, [], "all attributes by name");
                break;
        }
    }

    private Guard GuardAround()
    {
        var guard = Guard.Always;
        var scope = _model.Scope;
        var outer = Enumerable.Reverse(_policies).ToList();
        foreach (var policy in outer)
        {
            scope = scope.With([.. (policy["variables"]?.Items ?? []).Select(variable => (variable.Name, MappedText.Of(variable, _document.Text)?.Text))
                .Where(static one => one is { Name: not null, Text: not null })
                .Select(one => new VariableSource(one.Name!, new ExpressionSource(one.Text!, default)))]);
            if (policy["target"] is not { } target || ReferenceEquals(target, _expression.Node) || MappedText.Of(target, _document.Text) is not { } text) continue;
            guard = guard.And(new Condition(new ExpressionSource(text.Text, default), scope).Guard);
        }

        if (_expression.Node.Around.FirstOrDefault(static node => node["effect"] is not null)?["actions"] is { IsArray: true, Items.Count: > 0 } actions)
        {
            var names = actions.Items.Where(static item => item.IsString).Select(static item => item.Text).ToList();
            guard = guard.And(scope.OneOf(Roots.Action, "name", names.Where(static name => !name.EndsWith('*')), names.Where(static name => name.EndsWith('*')).Select(static name => name[..^1])));
        }

        return guard;
    }
}
