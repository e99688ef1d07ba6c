using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.TestKit;

/// <summary>Builds requests, in short.</summary>
public static class Ask
{
    /// <summary>Noon of some day.</summary>
    public static Timestamp Noon { get; } = new(1_767_268_800, 0);

    /// <summary>A user <c>alice</c> who wants to <c>read</c> the document <c>d1</c>.</summary>
    public static Request Any { get; } = new(
        new Entity("user", "alice", StringMap.Empty), new ActionInfo("read", StringMap.Empty),
        new Entity("document", "d1", StringMap.Empty), StringMap.Empty);

    /// <summary>The same request with properties of the subject.</summary>
    public static Request WithSubject(this Request request, params (string Name, Value Value)[] properties) =>
        request with { Subject = request.Subject with { Properties = Map(properties) } };

    /// <summary>The same request with properties of the resource.</summary>
    public static Request WithResource(this Request request, params (string Name, Value Value)[] properties) =>
        request with { Resource = request.Resource with { Properties = Map(properties) } };

    /// <summary>The same request with a context.</summary>
    public static Request WithContext(this Request request, params (string Name, Value Value)[] properties) =>
        request with { Context = Map(properties) };

    /// <summary>The same request with another action.</summary>
    public static Request WithAction(this Request request, string name) =>
        request with { Action = request.Action with { Name = name } };

    /// <summary>The same request with another type of subject.</summary>
    public static Request WithSubjectType(this Request request, string type) =>
        request with { Subject = request.Subject with { Type = type } };

    /// <summary>The same request with another type of resource.</summary>
    public static Request WithResourceType(this Request request, string type) =>
        request with { Resource = request.Resource with { Type = type } };

    /// <summary>A map.</summary>
    public static StringMap Map(params (string Name, Value Value)[] entries) =>
        new([.. entries.Select(entry => new KeyValuePair<string, Value>(entry.Name, entry.Value))]);

    /// <summary>A list.</summary>
    public static Value List(params Value[] items) => Value.From(new CelList(items));

    /// <summary>The list of so many ints, from 0 on.</summary>
    public static Value Numbers(int count) => List([.. Enumerable.Range(0, count).Select(number => Value.From((long)number))]);
}
