using System.Collections.Immutable;
using Pdp.Authoring.Linting.Model;
using Pdp.Bundles.Documents;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Editor.Meaning;

/// <summary>What the documents of a bundle name, whether or not it loads. Immutable.</summary>
internal sealed class EditorModel
{
    private readonly Lazy<Dictionary<string, DefinitionSource>> _definitions;
    private readonly Lazy<ILookup<string, PolicySource>> _policies;
    private readonly Lazy<(Scope Scope, Kinds Kinds)> _proving;

    private EditorModel(ImmutableArray<DefinitionSource> definitions, SchemaSource schema, ImmutableArray<PolicySource> policies)
    {
        Definitions = definitions;
        Schema = schema;
        Policies = policies;
        _definitions = new(() => definitions.DistinctBy(static one => one.Name, StringComparer.Ordinal).ToDictionary(static one => one.Name, StringComparer.Ordinal));
        _policies = new(() => policies.ToLookup(static policy => policy.Id, StringComparer.Ordinal));
        _proving = new(() =>
        {
            var scope = Scope.Of(definitions);
            return (scope, new Kinds(schema, scope));
        });
    }

    public ImmutableArray<DefinitionSource> Definitions { get; }

    public SchemaSource Schema { get; }

    public ImmutableArray<PolicySource> Policies { get; }

    /// <summary>The definitions as conditions read them that something is to be proved of.</summary>
    public Scope Scope => _proving.Value.Scope;

    /// <summary>For which types and actions a condition can hold.</summary>
    public Kinds Kinds => _proving.Value.Kinds;

    public static EditorModel Of(IEnumerable<Document> documents)
    {
        var all = documents.ToList();
        var schemas = all.OfType<SchemaDocument>().Select(static document => document.Schema).ToList();
        return new EditorModel(
            [.. all.OfType<DefinitionsDocument>().SelectMany(static document => document.Definitions)],
            new SchemaSource
            {
                Subjects = [.. schemas.SelectMany(static schema => schema.Subjects)],
                Resources = [.. schemas.SelectMany(static schema => schema.Resources)],
                Actions = [.. schemas.SelectMany(static schema => schema.Actions)],
                Context = schemas.Select(static schema => schema.Context).FirstOrDefault(static context => context is not null),
            },
            [.. all.OfType<PolicyDocument>().Select(static document => document.Policy)]);
    }

    public DefinitionSource? Definition(string name) => _definitions.Value.GetValueOrDefault(name);

    /// <summary>All versions of a policy.</summary>
    public IEnumerable<PolicySource> PoliciesOf(string id) => _policies.Value[id];

    public IEnumerable<string> PolicyIds => _policies.Value.Select(static group => group.Key);

    /// <summary>The kinds of a root of the request.</summary>
    public ImmutableArray<EntitySchema> KindsOf(string root) => root switch
    {
        Roots.Subject => Schema.Subjects,
        Roots.Resource => Schema.Resources,
        Roots.Action => Schema.Actions,
        _ => Schema.Context is { } context ? [context] : [],
    };

    /// <summary>What the schemas say of an attribute, by kind.</summary>
    public IEnumerable<(EntitySchema Kind, AttributeSchema Attribute)> AttributesOf(string root, string name) =>
        KindsOf(root).SelectMany(kind => kind.Attributes.Where(attribute => attribute.Member.Name == name).Select(attribute => (kind, attribute)));

}
