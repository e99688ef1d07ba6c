using Pdp.Engine.Compilation;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>Requests with one value changed.</summary>
internal static class RequestEdit
{
    /// <summary>A request with a value at a place; a missing value takes away what is there.</summary>
    /// <returns>The same request where it cannot be so: types, ids and names are texts that are not empty.</returns>
    public static Request With(this Request request, RequestPath path, in Value value)
    {
        var names = path.Names.AsSpan();
        if (names.Length < 2) return request;
        if (Roots.IsCertain(names[0], names[1]) && names.Length == 2)
        {
            if (value.AsString is not { Length: > 0 } text) return request;
            return (names[0], names[1]) switch
            {
                (Roots.Subject, "type") => request with { Subject = request.Subject with { Type = text } },
                (Roots.Subject, _) => request with { Subject = request.Subject with { Id = text } },
                (Roots.Resource, "type") => request with { Resource = request.Resource with { Type = text } },
                (Roots.Resource, _) => request with { Resource = request.Resource with { Id = text } },
                _ => request with { Action = request.Action with { Name = text } },
            };
        }

        var rest = names[1..];
        return names[0] switch
        {
            Roots.Subject => request with { Subject = request.Subject with { Properties = Set(request.Subject.Properties, rest, value) } },
            Roots.Resource => request with { Resource = request.Resource with { Properties = Set(request.Resource.Properties, rest, value) } },
            Roots.Action => request with { Action = request.Action with { Properties = Set(request.Action.Properties, rest, value) } },
            Roots.Context => request with { Context = Set(request.Context, rest, value) },
            _ => request,
        };
    }

    /// <summary>The value at a place; missing when there is none.</summary>
    public static Value At(this Request request, RequestPath path)
    {
        var names = path.Names;
        if (names.Length < 2) return default;
        var value = (names[0], names[1]) switch
        {
            (Roots.Subject, "type") => Value.From(request.Subject.Type),
            (Roots.Subject, "id") => Value.From(request.Subject.Id),
            (Roots.Resource, "type") => Value.From(request.Resource.Type),
            (Roots.Resource, "id") => Value.From(request.Resource.Id),
            (Roots.Action, "name") => Value.From(request.Action.Name),
            (Roots.Subject, var name) => Get(request.Subject.Properties, name),
            (Roots.Resource, var name) => Get(request.Resource.Properties, name),
            (Roots.Action, var name) => Get(request.Action.Properties, name),
            (_, var name) => Get(request.Context, name),
        };
        for (var i = 2; i < names.Length && !value.IsMissing; i++)
        {
            value = names[i] == RequestPath.Element
                ? value.AsList is { Count: > 0 } list ? list[0] : default
                : value.AsMap is StringMap map ? Get(map, names[i]) : default;
        }

        return value;
    }

    private static Value Get(StringMap map, string name) => map.TryGet(name, out var value) ? value : default;

    private static StringMap Set(StringMap map, ReadOnlySpan<string> names, in Value value)
    {
        var entries = map.Entries.ToArray().ToList();
        var at = -1;
        for (var i = 0; i < entries.Count; i++)
        {
            if (string.Equals(entries[i].Key, names[0], StringComparison.Ordinal)) at = i;
        }

        var inner = Inside(at < 0 ? default : entries[at].Value, names[1..], value);
        if (inner.IsMissing)
        {
            if (at < 0) return map;
            entries.RemoveAt(at);
        }
        else if (at < 0)
        {
            entries.Add(new(names[0], inner));
        }
        else
        {
            entries[at] = new(names[0], inner);
        }

        return new StringMap([.. entries]);
    }

    private static Value Inside(in Value before, ReadOnlySpan<string> names, in Value value)
    {
        if (names.IsEmpty) return value;
        if (names[0] != RequestPath.Element) return Value.From(Set(before.AsMap as StringMap ?? StringMap.Empty, names, value));
        var first = before.AsList is { Count: > 0 } list ? list[0] : default;
        var element = Inside(first, names[1..], value);
        return Value.From(element.IsMissing ? CelList.Empty : new CelList([element]));
    }
}
