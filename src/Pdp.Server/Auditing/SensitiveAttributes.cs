using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Wire.Requests;

namespace Pdp.Server.Auditing;

/// <summary>
/// What records may tell of attributes, as the schemas say it. An attribute of a type that no schema knows is as sensitive as one of that
/// name of any type. What an issuer says of a person is between the two, whatever schemas say.
/// </summary>
internal sealed class SensitiveAttributes
{
    private readonly Part _subject;
    private readonly Part _action;
    private readonly Part _resource;
    private readonly Part _context;

    public SensitiveAttributes(SchemaSource schema)
    {
        _subject = new Part(schema.Subjects);
        _action = new Part(schema.Actions);
        _resource = new Part(schema.Resources);
        _context = new Part(schema.Context is { } context ? [context] : []);
    }

    /// <summary>What records may tell of an attribute.</summary>
    /// <param name="part">Whose it is.</param>
    /// <param name="kind">The type of the subject or resource, the action's name.</param>
    /// <param name="name">The attribute's name.</param>
    public Sensitivity Of(RequestPart part, string kind, string name) =>
        part == RequestPart.Subject && name == SubjectToken.Property ? Sensitivity.Mask : Find(part).Of(part == RequestPart.Context ? "context" : kind, name);

    /// <summary>
    /// Whether policies may have read something sensitive for a request, of which what they compute can tell: obligations, and the
    /// messages of errors. It may be the PDP's own data, which the request does not show.
    /// </summary>
    public bool MayConcern(Request request) =>
        request.Subject.Properties.TryGet(SubjectToken.Property, out _) || _subject.Has(request.Subject.Type) || _action.Has(request.Action.Name) || _resource.Has(request.Resource.Type) || _context.Has("context");

    private Part Find(RequestPart part) => part switch
    {
        RequestPart.Subject => _subject,
        RequestPart.Action => _action,
        RequestPart.Resource => _resource,
        _ => _context,
    };

    private sealed class Part
    {
        private readonly FrozenDictionary<string, FrozenDictionary<string, Sensitivity>> _kinds;
        private readonly FrozenDictionary<string, Sensitivity> _any;

        public Part(ImmutableArray<EntitySchema> schemas)
        {
            _kinds = schemas.GroupBy(static schema => schema.Name, StringComparer.Ordinal)
                .ToFrozenDictionary(static group => group.Key, static group => Sensitive(group), StringComparer.Ordinal);
            _any = Sensitive(schemas);
        }

        public Sensitivity Of(string kind, string name) =>
            _any.Count == 0 ? Sensitivity.None : (_kinds.GetValueOrDefault(kind) ?? _any).GetValueOrDefault(name);

        public bool Has(string kind) => _any.Count > 0 && (_kinds.GetValueOrDefault(kind) ?? _any).Count > 0;

        private static FrozenDictionary<string, Sensitivity> Sensitive(IEnumerable<EntitySchema> schemas) => schemas
            .SelectMany(static schema => schema.Attributes)
            .Where(static attribute => attribute.Sensitivity != Sensitivity.None)
            .GroupBy(static attribute => attribute.Member.Name, StringComparer.Ordinal)
            // masking tells least
            .ToFrozenDictionary(static group => group.Key, static group => group.Min(static attribute => attribute.Sensitivity), StringComparer.Ordinal);
    }
}
