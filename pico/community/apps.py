from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "pico.community"
    verbose_name = _("Community")

    def ready(self) -> None:
        from pico.community import answer_files, handing, module, surveys
        from pico.community.models import Article, Comment, Post
        from pico.community.rules import attachments, blog
        from pico.community.rules.forum import declare_capabilities, may_share_category
        from pico.community.rules.reasons import declare_capability
        from pico.files.attachable import register_target
        from pico.sharing.rules import managers

        module.register()
        declare_capabilities()
        declare_capability()
        managers.add("community.category", may_share_category)
        blog.declare_capabilities()
        managers.add("community.article", blog.may_share_article)
        register_target(Article, may_attach=blog.may_attach, readable=blog.with_readable_files)
        surveys.register()
        answer_files.register()
        handing.register()
        register_target(Post, may_attach=attachments.may_attach, readable=attachments.with_readable_files)
        register_target(
            Comment,
            may_attach=attachments.may_attach,
            readable=attachments.with_readable_files_of_comments,
        )
