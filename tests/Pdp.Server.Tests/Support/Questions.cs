using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using WireAction = Pdp.Contracts.V1.Action;

namespace Pdp.Server.Tests.Support;

/// <summary>Requests to the test bundle.</summary>
internal static class Questions
{
    /// <summary>Is permitted.</summary>
    public static CheckRequest Permitted => Of("read", ("owner", Value.ForString("alice")));

    /// <summary>Is denied.</summary>
    public static CheckRequest Denied => Of("delete");

    /// <summary>Nothing says anything about it.</summary>
    public static CheckRequest Foreign
    {
        get
        {
            var request = Of("read");
            request.Resource.Type = "planet";
            return request;
        }
    }

    /// <summary>Meets a missing attribute.</summary>
    public static CheckRequest Broken => Of("read");

    /// <summary>Takes the longer the more items there are: their number to the fourth power.</summary>
    public static CheckRequest Slow(int items)
    {
        var request = Of("compute");
        request.Context = new Struct { Fields = { ["items"] = Value.ForList([.. Enumerable.Range(1, items).Select(static i => Value.ForNumber(i))]) } };
        return request;
    }

    public static CheckRequest Of(string action, params (string Name, Value Value)[] properties)
    {
        var request = new CheckRequest
        {
            Subject = new Subject { Type = "user", Id = "alice" },
            Action = new WireAction { Name = action },
            Resource = new Resource { Type = "document", Id = "d1" },
        };
        if (properties.Length == 0) return request;
        request.Resource.Properties = new Struct();
        foreach (var (name, value) in properties) request.Resource.Properties.Fields.Add(name, value);
        return request;
    }
}
