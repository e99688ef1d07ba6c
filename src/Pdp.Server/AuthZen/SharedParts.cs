using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.Wire;
using Pdp.Wire.Json;
using Pdp.Wire.Requests;

namespace Pdp.Server.AuthZen;

/// <summary>
/// The parts that items without their own take over (Authorization API 1.0, section 7.1.1): whole, and never member by member, which
/// would carry one entity's properties over to another. Each is read once, when the first item wants it; what is wrong with one is an
/// error of the items that want it.
/// </summary>
/// <param name="limits">Bounds on what a request may hold.</param>
/// <param name="parts">Subject, action, resource and context.</param>
internal sealed class SharedParts(WireLimits limits, ReadOnlySpan<JsonPart> parts)
{
    private readonly JsonPart[] _parts = parts.ToArray();
    private Shared<Entity>? _subject;
    private Shared<ActionInfo>? _action;
    private Shared<Entity>? _resource;
    private Shared<StringMap>? _context;

    /// <summary>Makes a request of an item.</summary>
    /// <param name="body">The text.</param>
    /// <param name="own">The item's own parts.</param>
    /// <param name="fault">What is wrong first; null: nothing.</param>
    /// <returns>The request; null when something is wrong.</returns>
    public Request? Complete(ReadOnlySpan<byte> body, ReadOnlySpan<JsonPart> own, out Violation? fault)
    {
        var subject = own[0].IsAbsent ? _subject ??= Entity(body, _parts[0], "subject") : Entity(body, own[0], "subject");
        var action = own[1].IsAbsent ? _action ??= Action(body, _parts[1]) : Action(body, own[1]);
        var resource = own[2].IsAbsent ? _resource ??= Entity(body, _parts[2], "resource") : Entity(body, own[2], "resource");
        var context = own[3].IsAbsent ? _context ??= Context(body, _parts[3]) : Context(body, own[3]);
        fault = subject.Fault ?? action.Fault ?? resource.Fault ?? context.Fault;
        return fault is null ? new Request(subject.Part!, action.Part!, resource.Part!, context.Part!) : null;
    }

    private Shared<Entity> Entity(ReadOnlySpan<byte> body, JsonPart part, string name)
    {
        var reader = new JsonRequestReader(limits);
        return new Shared<Entity>(reader.Entity(body, part, name), reader);
    }

    private Shared<ActionInfo> Action(ReadOnlySpan<byte> body, JsonPart part)
    {
        var reader = new JsonRequestReader(limits);
        return new Shared<ActionInfo>(reader.Action(body, part), reader);
    }

    private Shared<StringMap> Context(ReadOnlySpan<byte> body, JsonPart part)
    {
        var reader = new JsonRequestReader(limits);
        return new Shared<StringMap>(reader.Context(body, part), reader);
    }

    private sealed class Shared<T>(T? part, JsonRequestReader reader)
        where T : class
    {
        public T? Part => part;

        // one is told: a thousand items may have the same
        public Violation? Fault { get; } = reader.IsValid ? null : reader.Violations[0];
    }
}
