using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.Wire.Requests;

namespace Pdp.Server.Auditing;

/// <summary>
/// What records may tell of attributes, as the schemas say it. An attribute that its type does not declare, or whose type no schema knows,
/// is as sensitive as one of that name of any type. What an issuer says of a person is between the two, whatever schemas say.
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
        request.Subject.Properties.TryGet(SubjectToken.Property, out _)
        || _subject.MayConcern(request.Subject.Type, request.Subject.Properties)
        || _action.MayConcern(request.Action.Name, request.Action.Properties)
        || _resource.MayConcern(request.Resource.Type, request.Resource.Properties)
        || _context.MayConcern("context", request.Context);

    private Part Find(RequestPart part) => part switch
    {
        RequestPart.Subject => _subject,
        RequestPart.Action => _action,
        RequestPart.Resource => _resource,
        _ => _context,
    };

    private sealed class Part
    {
        private readonly FrozenDictionary<string, Kind> _kinds;
        private readonly FrozenDictionary<string, Sensitivity> _any;

        public Part(ImmutableArray<EntitySchema> schemas)
        {
            _any = schemas
                .SelectMany(static schema => schema.Attributes)
                .Where(static attribute => attribute.Sensitivity != Sensitivity.None)
                .GroupBy(static attribute => attribute.Member.Name, StringComparer.Ordinal)
                .ToFrozenDictionary(static group => group.Key, Strictest, StringComparer.Ordinal);
            _kinds = schemas.GroupBy(static schema => schema.Name, StringComparer.Ordinal)
                .ToFrozenDictionary(static group => group.Key, static group => new Kind(group.SelectMany(static schema => schema.Attributes)), StringComparer.Ordinal);
        }

        public Sensitivity Of(string kind, string name) =>
            _any.Count == 0 ? Sensitivity.None
            : _kinds.TryGetValue(kind, out var known) && known.TryGet(name, out var declared) ? declared
            : _any.GetValueOrDefault(name);

        public bool MayConcern(string kind, StringMap attributes)
        {
            if (_any.Count == 0) return false;
            if (!_kinds.TryGetValue(kind, out var known) || known.HasSensitive) return true;
            foreach (ref readonly var attribute in attributes.Entries)
            {
                if (Of(kind, attribute.Key) != Sensitivity.None) return true;
            }

            return false;
        }
    }

    /// <summary>All attributes that a type declares.</summary>
    private sealed class Kind(IEnumerable<AttributeSchema> attributes)
    {
        private readonly FrozenDictionary<string, Sensitivity> _declared = attributes
            .GroupBy(static attribute => attribute.Member.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, Strictest, StringComparer.Ordinal);

        public bool HasSensitive { get; } = attributes.Any(static attribute => attribute.Sensitivity != Sensitivity.None);

        public bool TryGet(string name, out Sensitivity sensitivity) => _declared.TryGetValue(name, out sensitivity);
    }

    private static Sensitivity Strictest(IEnumerable<AttributeSchema> attributes) => attributes
        .Select(static attribute => attribute.Sensitivity)
        .Aggregate(Sensitivity.None, static (least, next) => (least, next) switch
        {
            // masking tells least
            (Sensitivity.Mask, _) or (_, Sensitivity.Mask) => Sensitivity.Mask,
            (Sensitivity.Hash, _) or (_, Sensitivity.Hash) => Sensitivity.Hash,
            _ => Sensitivity.None,
        });
}
