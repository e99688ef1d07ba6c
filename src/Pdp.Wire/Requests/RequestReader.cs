using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using WireAction = Pdp.Contracts.V1.Action;

namespace Pdp.Wire.Requests;

/// <summary>
/// Reads the parts of one request from messages and collects everything that is wrong with them. Parts that are wrong are
/// null; when <see cref="IsValid"/>, none that is required was. One reader serves one request.
/// </summary>
public sealed class RequestReader
{
    private readonly FieldPath _path = new();
    private readonly Violations _violations = new();
    private readonly StructReader _structs;

    /// <summary>Makes a reader.</summary>
    /// <param name="limits">Bounds on what the request may hold.</param>
    public RequestReader(WireLimits limits) => _structs = new StructReader(limits, _path, _violations);

    /// <summary>Whether nothing was wrong so far.</summary>
    public bool IsValid => _violations.IsEmpty;

    /// <summary>Everything that was wrong, in the order in which it was read.</summary>
    public IReadOnlyList<Violation> Violations => _violations.ToArray();

    /// <summary>Reads a whole request.</summary>
    /// <param name="subject">Who; absent or without type and id only with a token.</param>
    /// <param name="action">Does what.</param>
    /// <param name="resource">To what.</param>
    /// <param name="context">Under which circumstances.</param>
    /// <param name="token">What a verified token says of the subject; null: there is none.</param>
    /// <returns>The request, or null when something is wrong.</returns>
    public Request? Request(Subject? subject, WireAction? action, Resource? resource, Struct? context, VerifiedSubject? token = null)
    {
        var who = Subject(subject, token);
        var what = Action(action);
        var on = Resource(resource);
        var circumstances = Context(context);
        return IsValid ? new Request(who!, what!, on!, circumstances) : null;
    }

    /// <summary>Reads the subject.</summary>
    public Entity? Subject(Subject? message) =>
        message is null ? Missing("subject") : Entity("subject", message.Type, message.Id, message.Properties);

    /// <summary>Reads the subject of a request that may have a token: what is stated besides must not be at odds with it.</summary>
    /// <param name="message">What is stated; null: nothing.</param>
    /// <param name="token">What the token says; null: there is none.</param>
    public Entity? Subject(Subject? message, VerifiedSubject? token)
    {
        if (token is null) return Subject(message);
        if (message is null) return token.Alone;
        _path.Enter(SubjectToken.Part);
        Agrees("type", message.Type, token.Type);
        Agrees("id", message.Id, token.Id);
        var stated = Object("properties", message.Properties);
        if (stated.TryGet(SubjectToken.Property, out _)) _violations.Add(SubjectToken.Place, SubjectToken.Stated);
        _path.Enter("properties");
        foreach (var name in token.Conflicts(stated))
        {
            _path.Enter(name);
            _violations.Add(_path.ToString(), SubjectToken.AtOdds);
            _path.Leave();
        }

        _path.Leave();
        _path.Leave();
        return IsValid ? token.With(stated) : null;
    }

    /// <summary>Reads the resource.</summary>
    public Entity? Resource(Resource? message) =>
        message is null ? Missing("resource") : Entity("resource", message.Type, message.Id, message.Properties);

    /// <summary>Reads the action.</summary>
    public ActionInfo? Action(WireAction? message)
    {
        if (message is null)
        {
            Missing("action");
            return null;
        }

        _path.Enter("action");
        Required("name", message.Name);
        var properties = Object("properties", message.Properties);
        _path.Leave();
        return IsValid ? new ActionInfo(message.Name, properties) : null;
    }

    /// <summary>Reads the context; absent is empty.</summary>
    public StringMap Context(Struct? message) => Object("context", message);

    private Entity? Entity(string name, string type, string id, Struct? properties)
    {
        _path.Enter(name);
        Required("type", type);
        Required("id", id);
        var attributes = Object("properties", properties);
        if (name == SubjectToken.Part && attributes.TryGet(SubjectToken.Property, out _)) _violations.Add(SubjectToken.Place, SubjectToken.Stated);
        _path.Leave();
        return IsValid ? new Entity(type, id, attributes) : null;
    }

    private StringMap Object(string name, Struct? message)
    {
        _path.Enter(name);
        var map = _structs.Object(message);
        _path.Leave();
        return map;
    }

    private void Required(string name, string text)
    {
        _path.Enter(name);
        if (text.Length == 0) _violations.Add(_path.ToString(), "expected a text that is not empty, got none");
        else _structs.Check(text);
        _path.Leave();
    }

    private void Agrees(string name, string stated, string verified)
    {
        if (stated.Length == 0 || string.Equals(stated, verified, StringComparison.Ordinal)) return;
        _path.Enter(name);
        _violations.Add(_path.ToString(), SubjectToken.AtOdds);
        _path.Leave();
    }

    private Entity? Missing(string name)
    {
        _violations.Add(name, "is required, and missing");
        return null;
    }
}
