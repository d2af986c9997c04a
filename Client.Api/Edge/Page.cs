namespace Sanctum.Edge;

/// <summary>The page at <c>/</c>: static files, always revalidated so that a new version is seen at once.</summary>
internal static class Page
{
    public static void UsePage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
