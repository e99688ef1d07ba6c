using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>How a request gets into the slots of a frame.</summary>
internal sealed class RequestLayout
{
    public required int SlotCount { get; init; }

    public required RootLayout Subject { get; init; }

    public required RootLayout Resource { get; init; }

    public required RootLayout Action { get; init; }

    public required RootLayout Context { get; init; }

    /// <summary>For each declared action the types between which it exists, where the schema says so and misfits are told.</summary>
    public required ActionUse? Use { get; init; }

    /// <summary>Whether a request with misfits is not decided.</summary>
    public required bool Rejects { get; init; }

    /// <summary>Fills all slots.</summary>
    /// <returns>In what the request does not fit the schemas; null when it does, or when nobody asks.</returns>
    public List<string>? Fill(Request request, Value[] slots)
    {
        List<string>? misfits = null;
        Array.Clear(slots);
        Subject.Fill(request.Subject.Type, request.Subject.Id, request.Subject.Properties, slots, ref misfits);
        Action.Fill(request.Action.Name, null, request.Action.Properties, slots, ref misfits);
        Resource.Fill(request.Resource.Type, request.Resource.Id, request.Resource.Properties, slots, ref misfits);
        Context.Fill(null, null, request.Context, slots, ref misfits);
        Use?.Check(request, ref misfits);
        return misfits;
    }
}
