using System.Collections.Immutable;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Guards;
using Pdp.Language.Types;

namespace Pdp.Authoring.Linting.Model;

/// <summary>
/// What names mean to expressions at some place. Attributes have no types here: what is proved of a condition holds for every request,
/// whether it fits the schema or not.
/// </summary>
internal sealed class Scope : IGuardNames
{
    private static readonly RecordType Nothing = new("variables", [], isOpen: false, isEntityRoot: true);

    private readonly Attributes _attributes;
    private readonly ImmutableDictionary<string, Named> _variables;
    private readonly ImmutableDictionary<string, Named> _definitions;

    private Scope(Attributes attributes, ImmutableDictionary<string, Named> variables, ImmutableDictionary<string, Named> definitions, TypeEnvironment environment)
    {
        _attributes = attributes;
        _variables = variables;
        _definitions = definitions;
        Environment = environment;
    }

    public TypeEnvironment Environment { get; }

    /// <summary>The scope of definitions: they read one another.</summary>
    public static Scope Of(IEnumerable<DefinitionSource> definitions)
    {
        var environment = new TypeEnvironment { Functions = StandardLibrary.Policies };
        var roots = Roots.Request.Select(root => KeyValuePair.Create(root, (CelType)new RecordType(root, [], isOpen: true, isEntityRoot: true)));
        environment = environment with
        {
            Variables = environment.Variables.AddRange(roots).SetItem(Roots.Now, CelType.Timestamp).SetItem(Roots.Variables, Nothing),
        };
        var named = definitions.DistinctBy(definition => definition.Name, StringComparer.Ordinal)
            .ToImmutableDictionary(definition => definition.Name, definition => new Named(definition.Constant, definition.Expression), StringComparer.Ordinal);
        environment = environment with { Variables = environment.Variables.SetItem(Roots.Definitions, Record(Roots.Definitions, named.Keys)) };
        var scope = new Scope(new Attributes(), ImmutableDictionary.Create<string, Named>(StringComparer.Ordinal), named, environment);
        foreach (var one in named.Values) one.Scope = scope;
        return scope;
    }

    /// <summary>The scope within a policy.</summary>
    /// <param name="variables">Its variables.</param>
    public Scope With(ImmutableArray<VariableSource> variables)
    {
        if (variables.IsEmpty) return this;
        var own = variables.DistinctBy(variable => variable.Name, StringComparer.Ordinal)
            .Select(variable => KeyValuePair.Create(variable.Name, new Named(default, variable.Expression))).ToList();
        var all = _variables.SetItems(own);
        var environment = Environment with { Variables = Environment.Variables.SetItem(Roots.Variables, Record(Roots.Variables, all.Keys)) };
        var scope = new Scope(_attributes, all, _definitions, environment);
        foreach (var (_, one) in own) one.Scope = scope;
        return scope;
    }

    /// <summary>The same without variables, as a referenced policy begins with.</summary>
    public Scope Outermost => _variables.IsEmpty ? this : new Scope(
        _attributes, _variables.Clear(), _definitions, Environment with { Variables = Environment.Variables.SetItem(Roots.Variables, Nothing) });

    /// <summary>What a variable or definition stands for; null when there is none.</summary>
    public Named? Find(string root, string name) => root switch
    {
        Roots.Variables => _variables.GetValueOrDefault(name),
        Roots.Definitions => _definitions.GetValueOrDefault(name),
        _ => null,
    };

    /// <summary>The guard of <c>root.member</c> being one of some texts.</summary>
    public Guard OneOf(string root, string member, IEnumerable<string> values, IEnumerable<string>? prefixes = null) =>
        Guard.OneOf(_attributes.Of(root, member), values, prefixes ?? []);

    /// <inheritdoc/>
    public GuardName? Resolve(string name) => null;

    /// <inheritdoc/>
    public GuardName? ResolveMember(string root, string member) =>
        Roots.Request.Contains(root, StringComparer.Ordinal) ? _attributes.Of(root, member) : Find(root, member)?.Guarded;

    private static RecordType Record(string root, IEnumerable<string> names) =>
        new(root, names.Select(name => new RecordMember(name, CelType.Dyn, true, [])), isOpen: false, isEntityRoot: true);

    /// <summary>The attributes that conditions ask for.</summary>
    private sealed class Attributes
    {
        private readonly Dictionary<(string, string), SlotName> _slots = [];

        public SlotName Of(string root, string member)
        {
            if (_slots.TryGetValue((root, member), out var known)) return known;
            return _slots[(root, member)] = new SlotName(_slots.Count, $"{root}.{member}", Roots.IsCertain(root, member));
        }
    }
}
